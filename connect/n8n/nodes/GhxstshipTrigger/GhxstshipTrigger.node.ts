import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { call, list } from '../Ghxstship/api';
import events from './events.json';
import { isSigned } from './signature';

const ENDPOINTS = '/workspace/v1/webhook-endpoints';
const REMEMBERED = 1000;
const LOOK_AGAIN_SECONDS = 60;

/** What the node keeps between two events. */
interface Kept extends IDataObject {
	endpointId?: string;
	secret?: string;
	/** When the secret that is kept was made, if it is not the endpoint's first one. */
	rotatedAt?: string | null;
	/** When it was last asked whether there is another secret, in seconds since the epoch. */
	lookedAt?: number;
	seen?: string[];
}

/** Starts a workflow when something happens; the platform sends it a signed webhook. */
export class GhxstshipTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'GHXSTSHIP Trigger',
		name: 'ghxstshipTrigger',
		icon: { light: 'file:../../icons/ghxstship.svg', dark: 'file:../../icons/ghxstship.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{$parameter["events"].join(", ")}}',
		description: 'Starts the workflow when something happens in GHXSTSHIP',
		defaults: { name: 'GHXSTSHIP Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'ghxstshipApi',
				required: true,
				displayOptions: { show: { authentication: ['apiKey'] } },
			},
			{
				name: 'ghxstshipOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'API Key', value: 'apiKey' },
					{ name: 'OAuth2', value: 'oAuth2' },
				],
				default: 'apiKey',
			},
			{
				displayName: 'Events',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: [
					{ name: '[Everything]', value: '*', description: 'Every event of the workspace' },
					...events.map(({ name, summary }) => ({ name, value: name, description: summary })),
				],
				default: [],
				description: 'What starts the workflow',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Filter',
						name: 'filter',
						type: 'json',
						default: '{}',
						description: 'Conditions on the payload, such as {"data.value": {"$gte": 1000}}',
					},
					{
						displayName: 'Ordered',
						name: 'ordered',
						type: 'boolean',
						default: false,
						description: 'Whether each event waits until the one before it was taken',
					},
				],
			},
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				const kept = this.getWorkflowStaticData('node') as Kept;
				if (kept.endpointId === undefined || kept.secret === undefined) return false;
				const known = await find(this);
				const fits = known.find((one) => one.id === kept.endpointId);
				return fits !== undefined && fits.status === 'enabled' && sameEvents(fits, wanted(this));
			},

			async create(this: IHookFunctions): Promise<boolean> {
				const kept = this.getWorkflowStaticData('node') as Kept;
				// The address is this node's alone: what else is registered for it was left behind.
				for (const left of await find(this)) await remove(this, String(left.id));
				const made = (await call(this, { method: 'POST', path: ENDPOINTS, body: wanted(this) })) as IDataObject;
				Object.assign(kept, { endpointId: made.id, secret: made.secret, rotatedAt: null });
				return true;
			},

			async delete(this: IHookFunctions): Promise<boolean> {
				const kept = this.getWorkflowStaticData('node') as Kept;
				if (kept.endpointId !== undefined) await remove(this, kept.endpointId);
				for (const name of ['endpointId', 'secret', 'rotatedAt', 'lookedAt']) delete kept[name];
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const kept = this.getWorkflowStaticData('node') as Kept;
		const body = this.getRequestObject().rawBody;
		const signature = String(this.getHeaderData()['x-ghxstship-signature'] ?? '');
		if (!Buffer.isBuffer(body) || !(await isGenuine(this, kept, body, signature, Date.now() / 1000))) {
			this.getResponseObject().status(401).send('The signature is missing, too old, or not of this endpoint.').end();
			return { noWebhookResponse: true };
		}
		const event = JSON.parse(body.toString('utf8')) as IDataObject;
		// A webhook may arrive more than once; its id is the same each time.
		const seen = kept.seen ?? [];
		if (seen.includes(String(event.id))) return { webhookResponse: 'seen before' };
		kept.seen = [...seen, String(event.id)].slice(-REMEMBERED);
		return { workflowData: [[{ json: event }]] };
	}
}

/** Whether a body is signed by the endpoint, with its newest secret too when it was rotated meanwhile. */
async function isGenuine(
	context: IWebhookFunctions,
	kept: Kept,
	body: Buffer,
	signature: string,
	now: number,
): Promise<boolean> {
	const fits = () => kept.secret !== undefined && isSigned(body, signature, kept.secret, now);
	return fits() || ((await renewed(context, kept, now)) && fits());
}

/**
 * Fetch the endpoint's secret if it is another one by now; whether it is. What is not signed asks once a minute at most,
 * and the secret is shown only after a rotation, since that leaves an event.
 */
async function renewed(context: IWebhookFunctions, kept: Kept, now: number): Promise<boolean> {
	if (kept.endpointId === undefined || now - (kept.lookedAt ?? 0) < LOOK_AGAIN_SECONDS) return false;
	kept.lookedAt = now;
	const path = `${ENDPOINTS}/${encodeURIComponent(kept.endpointId)}`;
	try {
		const { secret_rotated_at: rotatedAt } = (await call(context, { method: 'GET', path })) as IDataObject;
		if (rotatedAt === (kept.rotatedAt ?? null)) return false;
		const { secret } = (await call(context, { method: 'POST', path: `${path}/reveal-secret` })) as IDataObject;
		Object.assign(kept, { secret, rotatedAt });
		return true;
	} catch {
		return false; // it is refused, and the platform sends it again
	}
}

/** The endpoint as it should be. */
function wanted(context: IHookFunctions): IDataObject {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return {
		url: context.getNodeWebhookUrl('default') as string,
		description: `n8n: ${context.getWorkflow().name ?? 'workflow'}`.slice(0, 500),
		events: context.getNodeParameter('events') as string[],
		ordered: options.ordered === true,
		...filterOf(context, options.filter),
	};
}

function filterOf(context: IHookFunctions, given: unknown): IDataObject {
	try {
		const filter = (typeof given === 'string' ? JSON.parse(given) : given) as IDataObject | undefined;
		return filter !== undefined && Object.keys(filter).length > 0 ? { filter } : {};
	} catch (error) {
		throw new NodeOperationError(context.getNode(), `Filter: this is not JSON (${(error as Error).message})`);
	}
}

function sameEvents(endpoint: IDataObject, want: IDataObject): boolean {
	const [has, should] = [endpoint.events, want.events].map((names) => [...(names as string[])].sort().join());
	const filters = [endpoint.filter ?? {}, want.filter ?? {}].map((filter) => JSON.stringify(filter));
	return has === should && filters[0] === filters[1] && endpoint.ordered === want.ordered;
}

/** The endpoints that are registered for the address of this node. */
async function find(context: IHookFunctions): Promise<IDataObject[]> {
	const url = context.getNodeWebhookUrl('default') as string;
	const all = await list(context, ENDPOINTS, {}, Infinity);
	return all.filter((one) => one.url === url);
}

async function remove(context: IHookFunctions, id: string): Promise<void> {
	await call(context, { method: 'DELETE', path: `${ENDPOINTS}/${encodeURIComponent(id)}`, mayBeMissing: true });
}
