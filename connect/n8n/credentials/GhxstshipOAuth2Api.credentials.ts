import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** An application that a person has authorised, by the authorization code flow with PKCE. */
export class GhxstshipOAuth2Api implements ICredentialType {
	name = 'ghxstshipOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'GHXSTSHIP OAuth2 API';

	icon: Icon = { light: 'file:../icons/ghxstship.svg', dark: 'file:../icons/ghxstship.dark.svg' };

	documentationUrl = 'https://docs.ghxstship.com/connect/n8n';

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.ghxstship.com',
			required: true,
			description: 'Where the platform answers, without a path',
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'pkce' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'string',
			default: 'https://auth.ghxstship.com/oauth/authorize',
			required: true,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'string',
			default: 'https://auth.ghxstship.com/oauth/token',
			required: true,
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: 'read write webhooks',
			description: 'What the application may do: read, write, webhooks, admin',
		},
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'header' },
	];
}
