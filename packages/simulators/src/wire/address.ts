/** "whatsapp:+14155550123" → "+14155550123": indexes use the number, without its channel. */
export function numberOf(address: string): string {
  return address.slice(address.indexOf(":") + 1);
}

/** A filter with a channel matches only that channel. A bare number matches every channel. */
export function addressFits(filter: string, address: string): boolean {
  return filter.includes(":") ? filter === address : filter === numberOf(address);
}
