import { createHmac, timingSafeEqual } from 'crypto';

/** How far the time of a signature may be away, in seconds, either way. */
export const TOLERANCE_SECONDS = 300;

/**
 * Whether `X-GHXSTSHIP-Signature: t=<unix>,v1=<hex>` was made with the secret over exactly these bytes.
 *
 * @param header during a rotation it has two `v1`; one that fits is enough.
 * @param now seconds since the epoch.
 */
export function isSigned(body: Buffer, header: string, secret: string, now: number): boolean {
	const parts = header.split(',').map((part) => part.trim().split('=', 2));
	const time = parts.find(([name]) => name === 't')?.[1] ?? '';
	if (!/^[0-9]{1,15}$/.test(time) || Math.abs(now - Number(time)) > TOLERANCE_SECONDS) return false;
	const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
	return parts.some(([name, value]) => {
		const given = name === 'v1' ? Buffer.from(value ?? '', 'hex') : Buffer.alloc(0);
		return given.length === expected.length && timingSafeEqual(given, expected);
	});
}
