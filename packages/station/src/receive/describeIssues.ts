/** Most faults named per request; one that is all wrong would fill pages. */
const MAX_ISSUES = 5;
const MAX_ISSUE_LENGTH = 200;

/** What is wrong with a request, in words. */
export function describeIssues(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string {
  const named = issues
    .slice(0, MAX_ISSUES)
    .map(
      ({ path, message }) => `"${path.join('/').slice(0, MAX_ISSUE_LENGTH)}": ${clipped(message)}`,
    );
  const more = issues.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function clipped(text: string): string {
  return text.length > MAX_ISSUE_LENGTH ? `${text.slice(0, MAX_ISSUE_LENGTH)}…` : text;
}
