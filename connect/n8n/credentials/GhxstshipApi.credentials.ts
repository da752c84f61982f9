import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/** An API key, which belongs to one workspace. */
export class GhxstshipApi implements ICredentialType {
	name = 'ghxstshipApi';

	displayName = 'GHXSTSHIP API';

	icon: Icon = { light: 'file:../icons/ghxstship.svg', dark: 'file:../icons/ghxstship.dark.svg' };

	documentationUrl = 'https://docs.ghxstship.com/connect/n8n';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'ghx_live_…',
			description: 'Create it in the developer portal. The trigger needs the scope webhooks.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.ghxstship.com',
			required: true,
			description: 'Where the platform answers, without a path',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl}}', url: '/workspace/v1/workspace', method: 'GET' },
	};
}
