import { randomUUID } from 'crypto';
import {
	NodeApiError,
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type JsonObject,
	type NodeParameterValueType,
} from 'n8n-workflow';

import { call, list } from './api';
import { hasPages, OPERATIONS, type Operation } from './operations';
import { properties } from './properties';
import { chosen, onTheWire } from './values';

/** Every operation of the API, for each item that comes in. */
export class Ghxstship implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'GHXSTSHIP',
		name: 'ghxstship',
		icon: { light: 'file:../../icons/ghxstship.svg', dark: 'file:../../icons/ghxstship.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
		description: 'Work with deals, invoices, projects, crew, events, orders and tickets',
		defaults: { name: 'GHXSTSHIP' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
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
			...properties(),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const found: INodeExecutionData[] = [];
		for (let i = 0; i < items.length; i++) {
			try {
				for (const json of await run(this, i)) found.push({ json, pairedItem: { item: i } });
			} catch (error) {
				if (this.continueOnFail()) {
					found.push({ json: { error: (error as Error).message }, pairedItem: { item: i } });
					continue;
				}
				// Both hand back an error of their own kind as it is.
				if (error instanceof NodeApiError) throw new NodeApiError(this.getNode(), error as unknown as JsonObject);
				throw new NodeOperationError(this.getNode(), error as Error, { itemIndex: i });
			}
		}
		return [found];
	}
}

async function run(context: IExecuteFunctions, i: number): Promise<IDataObject[]> {
	const resource = context.getNodeParameter('resource', i) as string;
	const method = context.getNodeParameter('operation', i) as string;
	const operation = OPERATIONS[resource][method];
	if (operation === undefined) {
		const known = Object.keys(OPERATIONS[resource]).join(', ');
		throw new NodeOperationError(context.getNode(), `${resource} has no operation ${method}; it has ${known}`, {
			itemIndex: i,
		});
	}
	const path = pathOf(context, operation, i);
	const query = chosen(context.getNode(), operation.query ?? [], context.getNodeParameter('filters', i, {}) as IDataObject);
	if (hasPages(operation)) {
		const all = context.getNodeParameter('returnAll', i) as boolean;
		return await list(context, path, query, all ? Infinity : (context.getNodeParameter('limit', i) as number), i);
	}
	const writes = operation.verb !== 'GET';
	const answer = await call(
		context,
		{
			method: operation.verb,
			path,
			query,
			body: operation.body === undefined ? undefined : bodyOf(context, operation, i),
			key: writes ? idempotencyKey(context, i) : undefined,
		},
		i,
	);
	if (operation.result === 'none') return [{ id: context.getNodeParameter('id', i) as string, deleted: true }];
	return operation.result === 'list' ? (answer as { data: IDataObject[] }).data : [answer as IDataObject];
}

function pathOf(context: IExecuteFunctions, operation: Operation, i: number): string {
	return operation.ids.reduce((path, id) => {
		const value = String(context.getNodeParameter(id, i)).trim();
		if (value === '') {
			throw new NodeOperationError(context.getNode(), `${id} is empty: give the record's identifier`, {
				itemIndex: i,
			});
		}
		return path.replace(`{${id}}`, encodeURIComponent(value));
	}, operation.path);
}

function bodyOf(context: IExecuteFunctions, operation: Operation, i: number): IDataObject {
	const options = operation.body ?? [];
	const body = chosen(context.getNode(), options, context.getNodeParameter('fields', i, {}) as IDataObject);
	for (const option of options.filter((one) => one.required)) {
		const value = context.getNodeParameter(option.name, i) as NodeParameterValueType;
		body[option.name] = onTheWire(context.getNode(), option, value) as IDataObject;
	}
	for (const name of context.getNodeParameter('clear', i, []) as string[]) body[name] = null;
	return body;
}

/** The same whenever n8n repeats this item of this execution, so that a retry writes nothing twice. */
function idempotencyKey(context: IExecuteFunctions, i: number): string {
	const run = context.getWorkflowDataProxy(i).$runIndex as number;
	const execution = context.getExecutionId() || randomUUID();
	return `n8n-${context.getWorkflow().id}-${execution}-${context.getNode().id}-${run}-${i}`;
}
