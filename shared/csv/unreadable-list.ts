/** Nothing can be made of the whole list: the message is for whoever uploaded it. */
export class UnreadableList extends Error {
  override readonly name = "UnreadableList";
}
