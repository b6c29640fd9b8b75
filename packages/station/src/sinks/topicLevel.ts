/** A name as one level of a topic: it may contain characters with a meaning there. */
export function topicLevel(name: string): string {
  return name.replace(/[/+#\0]/g, '_');
}
