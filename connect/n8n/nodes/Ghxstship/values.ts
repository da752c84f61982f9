import { NodeOperationError, type IDataObject, type INode, type NodeParameterValueType } from 'n8n-workflow';

import type { Option } from './operations';

/** A parameter as it goes on the wire. Throws NodeOperationError, which names the field, for what cannot be read. */
export function onTheWire(node: INode, option: Option, value: NodeParameterValueType): unknown {
	if (value === null || value === undefined) return value;
	if (option.kind === 'json' || option.kind === 'pairs') return json(node, option.name, value);
	if (option.kind === 'time' && value !== '') return time(node, option.name, value);
	if (option.kind === 'date') return String(value).slice(0, 10);
	if (option.many && !Array.isArray(value)) {
		return String(value)
			.split(',')
			.map((part) => part.trim())
			.filter((part) => part !== '');
	}
	return value;
}

function json(node: INode, name: string, value: NodeParameterValueType): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value);
	} catch (error) {
		throw new NodeOperationError(node, `${name}: this is not JSON (${(error as Error).message})`);
	}
}

function time(node: INode, name: string, value: NodeParameterValueType): string {
	const moment = new Date(String(value));
	if (Number.isNaN(moment.getTime())) throw new NodeOperationError(node, `${name}: ${String(value)} is not a time`);
	return moment.toISOString();
}

/** The options that a collection of the form holds, as they go on the wire. */
export function chosen(node: INode, options: Option[], values: IDataObject): IDataObject {
	const found: IDataObject = {};
	for (const option of options) {
		if (option.name in values) {
			found[option.name] = onTheWire(node, option, values[option.name] as NodeParameterValueType) as IDataObject;
		}
	}
	return found;
}
