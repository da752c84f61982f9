import {
	NodeApiError,
	sleep,
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestMethods,
	type IWebhookFunctions,
	type JsonObject,
} from 'n8n-workflow';

/** Whoever calls the platform: a run, the activation of a trigger, or an arriving webhook. */
type Context = IExecuteFunctions | IHookFunctions | IWebhookFunctions;

/**
 * What a request is made of.
 *
 * `key` is the idempotency key of a write: a repeat has the first one's effect only. With `mayBeMissing` a 404 is no
 * failure.
 */
export interface Call {
	method: IHttpRequestMethods;
	path: string;
	query?: IDataObject;
	body?: IDataObject;
	key?: string;
	mayBeMissing?: boolean;
}

interface Answer {
	statusCode: number;
	headers: IDataObject;
	body: unknown;
}

interface Problem {
	code: string;
	message: string;
	details: Array<{ field: string; message: string }>;
	request_id: string;
	documentation_url: string;
}

export const PAGE = 100;
const TRIES = 5;
const LONGEST_WAIT_SECONDS = 120;

/** The credential that the node's parameter `authentication` names. */
function credentialOf(context: Context): string {
	const chosen = context.getNodeParameter('authentication', 0) as string;
	return chosen === 'oAuth2' ? 'ghxstshipOAuth2Api' : 'ghxstshipApi';
}

/**
 * One request, repeated when the platform asks to wait (429, 503).
 *
 * @returns the JSON of the answer; undefined where it has none.
 * @throws NodeApiError with what is wrong field by field, the request's id and the page about the error.
 */
export async function call(context: Context, request: Call, itemIndex = 0): Promise<unknown> {
	const credential = credentialOf(context);
	const { baseUrl } = await context.getCredentials<{ baseUrl: string }>(credential, itemIndex);
	for (let attempt = 1; ; attempt++) {
		const answer = (await context.helpers.httpRequestWithAuthentication.call(context, credential, {
			method: request.method,
			url: baseUrl.replace(/\/+$/, '') + request.path,
			qs: request.query,
			arrayFormat: 'repeat',
			body: request.body,
			json: true,
			headers: request.key === undefined ? {} : { 'Idempotency-Key': request.key },
			returnFullResponse: true,
			// n8n renews an access token when a 401 is thrown; of a key a 401 says what the platform says.
			ignoreHttpStatusErrors: { ignore: true, except: credential.endsWith('OAuth2Api') ? [401] : [] },
		})) as Answer;
		if (answer.statusCode < 400) return answer.body === '' ? undefined : answer.body;
		if (answer.statusCode === 404 && request.mayBeMissing) return undefined;
		const wait = Number(answer.headers['retry-after']);
		const later = answer.statusCode === 429 || answer.statusCode === 503;
		if (!later || attempt === TRIES || !(wait >= 0 && wait <= LONGEST_WAIT_SECONDS)) {
			throw failure(context, answer, itemIndex);
		}
		await sleep(wait * 1000);
	}
}

function failure(context: Context, answer: Answer, itemIndex: number): NodeApiError {
	const problem = (answer.body as { error?: Problem } | undefined)?.error;
	const fields = (problem?.details ?? []).map((detail) => `${detail.field}: ${detail.message}`);
	return new NodeApiError(context.getNode(), (answer.body ?? {}) as JsonObject, {
		message: problem === undefined ? `HTTP ${answer.statusCode}` : `${problem.message} (${problem.code})`,
		description: [...fields, problem && `Request ${problem.request_id}. ${problem.documentation_url}`]
			.filter(Boolean)
			.join('\n'),
		httpCode: String(answer.statusCode),
		itemIndex,
	});
}

/**
 * The records of a list, page after page.
 *
 * @param most how many at most.
 */
export async function list(
	context: Context,
	path: string,
	query: IDataObject,
	most: number,
	itemIndex = 0,
): Promise<IDataObject[]> {
	const found: IDataObject[] = [];
	let cursor: string | null | undefined;
	do {
		const limit = Math.min(PAGE, most - found.length);
		const page = (await call(
			context,
			{ method: 'GET', path, query: { ...query, limit, total: false, ...(cursor ? { cursor } : {}) } },
			itemIndex,
		)) as { data: IDataObject[]; pagination?: { cursor: string | null } };
		found.push(...page.data);
		cursor = page.pagination?.cursor;
	} while (cursor && found.length < most);
	return found;
}
