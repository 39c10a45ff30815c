// Everything of the magazine that its rules can tell apart.

export const users = [[], ["Author"], ["Editor"], ["Author", "Editor"]].map((roles) => ({
  id: "tom",
  roles,
}));

export function articlesOf() {
  const articles = [];
  for (const author of ["tom", "sue"]) for (const status of ["draft", "published"]) {
    for (const words of [0, 199, 200, 9000]) {
      const id = articles.length + 1;
      articles.push({ type: "Article", id, title: `Article ${id}`, author, status, words });
    }
  }
  return articles;
}
