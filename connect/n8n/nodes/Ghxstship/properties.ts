import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { hasPages, OPERATIONS, type Operation, type Option } from './operations';

const PRODUCTS: Record<string, string> = {
	atlvs: 'ATLVS',
	compvss: 'COMPVSS',
	gvteway: 'GVTEWAY',
	workspace: 'Workspace',
};

// What n8n's people expect these to be called.
const NAMES: Record<string, string> = {
	list: 'Get Many',
	retrieve: 'Get',
	batch: 'Create or Update Many',
};

/** `ticket_types` as a title: `Ticket Types`. */
export function title(name: string): string {
	return name
		.split('_')
		.map((word) => (word === 'id' || word === 'url' ? word.toUpperCase() : word[0].toUpperCase() + word.slice(1)))
		.join(' ');
}

function sorted<T extends { name: string }>(options: T[]): T[] {
	return [...options].sort((a, b) => a.name.localeCompare(b.name));
}

/** All parameters of the action node: resource, operation, and what each operation takes. */
export function properties(): INodeProperties[] {
	const resources = Object.keys(OPERATIONS);
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: sorted(
				resources.map((resource) => {
					const [product, name] = resource.split('.');
					return { name: `${title(name)} (${PRODUCTS[product]})`, value: resource };
				}),
			),
			default: 'atlvs.deals',
		},
		...resources.flatMap(ofResource),
	];
}

function ofResource(resource: string): INodeProperties[] {
	const methods = Object.entries(OPERATIONS[resource]);
	const options: INodePropertyOptions[] = methods.map(([method, operation]) => ({
		name: NAMES[method] ?? title(method),
		value: method,
		description: operation.summary,
		action: operation.summary,
	}));
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [resource] } },
			options: sorted(options),
			default: firstOf(resource),
		},
		...methods.flatMap(([method, operation]) => ofOperation(resource, method, operation)),
	];
}

/** What most people come for. */
function firstOf(resource: string): string {
	return 'list' in OPERATIONS[resource] ? 'list' : 'retrieve';
}

function ofOperation(resource: string, method: string, operation: Operation): INodeProperties[] {
	const displayOptions = { show: { resource: [resource], operation: [method] } };
	const required = (operation.body ?? []).filter((option) => option.required);
	const optional = (operation.body ?? []).filter((option) => !option.required);
	const found: INodeProperties[] = [
		...operation.ids.map((id) => ({
			displayName: title(id),
			name: id,
			type: 'string' as const,
			required: true,
			default: '',
			description: 'Identifier of the record',
		})),
		...required.map((option) => ({ ...property(option), required: true })),
	];
	if (hasPages(operation)) found.push(...paging());
	if (operation.query?.length) found.push(collection('Filters', 'filters', operation.query));
	if (optional.length) found.push(collection('Additional Fields', 'fields', optional));
	const clearable = method === 'update' ? optional.filter((option) => option.nullable) : [];
	if (clearable.length) {
		found.push({
			displayName: 'Fields to Clear',
			name: 'clear',
			type: 'multiOptions',
			options: sorted(clearable.map((option) => ({ name: title(option.name), value: option.name }))),
			default: [],
			description: 'Set to null, whatever stands above',
		});
	}
	return found.map((one) => ({ ...one, displayOptions: merged(displayOptions, one.displayOptions) }));
}

function merged(
	outer: { show: Record<string, string[]> },
	inner: INodeProperties['displayOptions'],
): INodeProperties['displayOptions'] {
	return { show: { ...outer.show, ...inner?.show } };
}

function paging(): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
	];
}

function collection(displayName: string, name: string, options: Option[]): INodeProperties {
	const entries = options.map(property).sort((a, b) => a.displayName.localeCompare(b.displayName));
	return { displayName, name, type: 'collection', placeholder: 'Add Field', default: {}, options: entries };
}

/** The form's field for an option. */
function property(option: Option): INodeProperties {
	const common = { displayName: title(option.name), name: option.name, description: option.help };
	const choices = (option.values ?? []).map((value) => ({ name: value, value }));
	switch (option.kind) {
		case 'choice':
			return option.many
				? { ...common, type: 'multiOptions', options: choices, default: [] }
				: { ...common, type: 'options', options: choices, default: choices[0].value };
		case 'boolean':
			return { ...common, type: 'boolean', default: false };
		case 'integer':
			return { ...common, type: 'number', typeOptions: { numberPrecision: 0 }, default: 0 };
		case 'number':
		case 'money':
			return { ...common, type: 'number', typeOptions: { numberPrecision: 4 }, default: 0 };
		case 'time':
			return { ...common, type: 'dateTime', default: '' };
		case 'date':
			return { ...common, type: 'string', placeholder: '2027-06-30', default: '' };
		case 'pairs':
		case 'json':
			return { ...common, type: 'json', default: option.many ? '[]' : '{}' };
		case 'string': {
			const description = option.many ? `${option.help} Several are separated by commas.` : option.help;
			return { ...common, description, type: 'string', default: '' };
		}
	}
}
