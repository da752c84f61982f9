/** n8n's own engine around the nodes of connect/n8n, as they are built: what a workflow of a user's n8n runs in. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import type {
	IAuthenticateGeneric,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INode,
	INodeExecutionData,
	INodeType,
	IRun,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

const folder = fileURLToPath(new URL('../../n8n/', import.meta.url));
const require = createRequire(`${folder}package.json`);
const core = require('n8n-core') as typeof import('n8n-core');
const { Workflow, createRunExecutionData, ICredentialsHelper } = require('n8n-workflow') as typeof import('n8n-workflow');
const built = require('./package.json') as { n8n: { nodes: string[]; credentials: string[] } };

function load<T>(path: string): T {
	const loaded = require(`./${path}`) as Record<string, new () => T>;
	return new (Object.values(loaded)[0])();
}

export const NODES = new Map(built.n8n.nodes.map((path) => {
	const node = load<INodeType>(path);
	return [node.description.name, node];
}));
export const CREDENTIALS = new Map(built.n8n.credentials.map((path) => {
	const type = load<ICredentialType>(path);
	return [type.name, type];
}));

/** Hands on the items that a test gives. */
const START: INodeType = {
	description: {
		displayName: 'Start', name: 'start', group: ['trigger'], version: 1, description: '', defaults: {},
		inputs: ['main'], outputs: ['main'], properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

const TYPES = {
	getByName: (type: string) => TYPES.getByNameAndVersion(type),
	getByNameAndVersion: (type: string) => (type === 'start' ? START : NODES.get(type.replace('ghx.', '')))!,
	getKnownTypes: () => ({}),
};

/** What n8n's server does with credentials that are kept in its database, with one that is kept here. */
class Credentials extends ICredentialsHelper {
	/** What n8n would have written to its database: an OAuth credential with its new tokens. */
	kept?: IDataObject;

	constructor(readonly values: IDataObject) {
		super();
	}

	getParentTypes = (name: string) => CREDENTIALS.get(name)?.extends ?? [];
	isCredentialUsableByNode = () => true;
	getCredentialsProperties = () => [];
	preAuthentication = async () => undefined;
	runPreAuthentication = async () => undefined;
	updateCredentials = async () => {};
	updateCredentialsOauthTokenData = async (_node: unknown, _type: string, data: object) => {
		this.kept = data as IDataObject;
	};
	getDecrypted = async () => this.values as never;
	getCredentials = async () => this.values as never;

	async authenticate(_credentials: unknown, name: string, options: unknown): Promise<IHttpRequestOptions> {
		const request = options as IHttpRequestOptions;
		const how = CREDENTIALS.get(name)!.authenticate as IAuthenticateGeneric;
		for (const [header, template] of Object.entries(how.properties.headers ?? {})) {
			const value = String(template).replace(/^=/, '')
				.replace(/\{\{\$credentials\.(\w+)\}\}/g, (_, field: string) => String(this.values[field]));
			request.headers = { ...request.headers, [header]: value };
		}
		return request;
	}
}

export interface Setting {
	baseUrl: string;
	apiKey: string;
	/** Where the platform reaches this n8n. */
	webhookUrl?: string;
	executionId?: string;
	/** Of an OAuth credential, instead of a key. */
	oauth?: IDataObject;
}

let executions = 0;

/** A workflow of two nodes: one that gives items, and the one that is tried. */
export class Bench {
	readonly workflow;
	readonly node: INode;
	readonly additional: IWorkflowExecuteAdditionalData;
	readonly credentials: Credentials;

	constructor(type: string, parameters: IDataObject, setting: Setting, settings: Partial<INode> = {}) {
		const credential = { id: '1', name: 'test' };
		this.node = {
			id: 'node-1', name: 'Tried', type: `ghx.${type}`, typeVersion: 1, position: [200, 0],
			parameters: { authentication: setting.oauth ? 'oAuth2' : 'apiKey', ...parameters } as never,
			credentials: { ghxstshipApi: credential, ghxstshipOAuth2Api: credential }, webhookId: 'hook-1', ...settings,
		};
		const start: INode = { id: 'start', name: 'Start', type: 'start', typeVersion: 1, position: [0, 0], parameters: {} };
		this.workflow = new Workflow({
			id: 'workflow-1', name: 'A workflow', nodes: [start, this.node], active: true, nodeTypes: TYPES as never,
			connections: { Start: { main: [[{ node: 'Tried', type: 'main', index: 0 }]] } }, staticData: {}, settings: {},
		});
		this.credentials = new Credentials({ apiKey: setting.apiKey, baseUrl: setting.baseUrl, ...setting.oauth });
		this.additional = {
			credentialsHelper: this.credentials,
			executionId: setting.executionId ?? `execution-${++executions}`,
			webhookBaseUrl: `${setting.webhookUrl ?? 'http://localhost'}/webhook`,
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting', formWaitingBaseUrl: 'http://localhost/form-waiting',
			hooks: new core.ExecutionLifecycleHooks('manual', 'execution-1', {} as never),
			variables: {}, currentNodeExecutionIndex: 0,
			setExecutionStatus: () => {}, sendDataToUI: () => {},
		} as never;
	}

	/** Run it with these items; what came out of the node, or its error. */
	async run(items: IDataObject[] = [{}]): Promise<{ items: IDataObject[]; error?: Error & IDataObject }> {
		const data = createRunExecutionData({
			executionData: {
				nodeExecutionStack: [{
					node: this.workflow.getNode('Start')!,
					data: { main: [items.map((json): INodeExecutionData => ({ json }))] }, source: null,
				}],
			} as never,
		});
		const engine = new core.WorkflowExecute(this.additional, 'manual', data) as unknown as {
			processRunExecutionData(workflow: unknown): Promise<IRun>;
		};
		const run = await engine.processRunExecutionData(this.workflow);
		const last = run.data.resultData.runData.Tried?.at(-1);
		const out = last?.data?.main[0] ?? [];
		return { items: out.map((item) => item.json), error: (last?.error ?? run.data.resultData.error) as never };
	}

	/** Activate (`create`), look (`checkExists`) or deactivate (`delete`) the trigger. */
	async hook(method: 'checkExists' | 'create' | 'delete'): Promise<boolean> {
		const [webhook] = this.webhooks();
		const context = new core.HookContext(this.workflow, this.node, this.additional, 'trigger', 'activate', webhook);
		const methods = NODES.get('ghxstshipTrigger')!.webhookMethods!.default!;
		return await methods[method]!.call(context);
	}

	private webhooks() {
		return [{
			httpMethod: 'POST', node: this.node.name, path: 'webhook', workflowId: 'workflow-1', webhookId: 'hook-1',
			webhookDescription: NODES.get('ghxstshipTrigger')!.description.webhooks![0],
			workflowExecuteAdditionalData: this.additional,
		}] as never[];
	}

	/** The static data that the node keeps between two runs. */
	get kept(): IDataObject {
		return this.workflow.getStaticData('node', this.node);
	}

	/** Answer one request as n8n's webhook server does; the event that started the workflow, if one did. */
	async receive(request: IncomingMessage, response: ServerResponse): Promise<IDataObject | undefined> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const rawBody = Buffer.concat(chunks);
		const express = Object.assign(response, {
			status: (code: number) => Object.assign(express, { statusCode: code }),
			send: (text: string) => {
				response.write(text);
				return express;
			},
		});
		const additional = {
			...this.additional,
			httpRequest: Object.assign(request, { rawBody, body: JSON.parse(rawBody.toString()) as unknown }),
			httpResponse: express,
		} as never;
		const context = new core.WebhookContext(
			this.workflow, this.node, additional, 'webhook', this.webhooks()[0], [], null,
		);
		const answer = await NODES.get('ghxstshipTrigger')!.webhook!.call(context);
		if (!answer.noWebhookResponse) response.writeHead(200).end(String(answer.webhookResponse ?? 'Workflow was started'));
		return answer.workflowData?.[0]?.[0]?.json;
	}
}

/** A server on a free port of this machine. */
export async function serve(
	answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<{ url: string; close: () => Promise<void> }> {
	const server = createServer((request, response) => void answer(request, response));
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	const { port } = server.address() as AddressInfo;
	const close = async () => await new Promise<void>((done) => {
		server.close(() => done());
		server.closeAllConnections();
	});
	return { url: `http://127.0.0.1:${port}`, close };
}
