import tables from './operations.json';

/** A field of a body or a parameter of a query, as the OpenAPI document describes it. */
export interface Option {
	name: string;
	kind: 'string' | 'integer' | 'number' | 'money' | 'boolean' | 'time' | 'date' | 'choice' | 'pairs' | 'json';
	help: string;
	values?: string[];
	many?: boolean;
	required?: boolean;
	nullable?: boolean;
}

/** One operation of the API. */
export interface Operation {
	verb: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	path: string;
	ids: string[];
	result: 'record' | 'list' | 'none';
	summary: string;
	query?: Option[];
	body?: Option[];
}

/** Every operation, by resource (`atlvs.deals`) and method. */
export const OPERATIONS = tables as unknown as Record<string, Record<string, Operation>>;

/** Whether a list comes in pages; a few small ones come whole. */
export function hasPages(operation: Operation): boolean {
	return operation.result === 'list' && !operation.path.endsWith('/event-types');
}
