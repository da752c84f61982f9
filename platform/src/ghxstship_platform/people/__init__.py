"""People: who they are, how they sign in, which workspaces they belong to, and what each role allows."""
