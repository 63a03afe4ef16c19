/** "whatsapp:+14155550123" → "+14155550123": indexes are by number, whatever the channel. */
export function numberOf(address: string): string {
  return address.slice(address.indexOf(":") + 1);
}

/** Asked with a channel, only that channel fits; asked with a bare number, every channel does. */
export function addressFits(asked: string, address: string): boolean {
  return asked.includes(":") ? asked === address : asked === numberOf(address);
}
