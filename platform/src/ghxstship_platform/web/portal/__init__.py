"""The developer portal: the pages of somebody who integrates."""
