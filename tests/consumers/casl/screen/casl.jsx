// The screen of an article, with CASL.

import { AbilityProvider, Can, useAbility } from "@casl/react";
import { abilityOf } from "../ability.js";

export function WithCasl({ user, articles, article, on }) {
  const ability = abilityOf(user);
  return (
    <AbilityProvider value={ability}>
      <ul>
        {articles
          .filter((each) => ability.can("readArticle", each))
          .map(({ id, title }) => <li key={id}>{title}</li>)}
      </ul>
      <Article article={article} on={on} />
    </AbilityProvider>
  );
}

function Article({ article, on }) {
  const ability = useAbility();
  // Without an article CASL answers for all that there is: while it loads, we say no.
  const may = (action) => article !== undefined && ability.can(action, article);
  const mayPublish = may("publishArticle");
  const isDraft = article?.status === "draft";
  return (
    <>
      <Can I="createArticle" a="Workspace">
        <button onClick={on.create}>New article</button>
      </Can>
      <label>
        Title
        <input defaultValue={article?.title} readOnly={!may("updateArticle")} />
      </label>
      <Can I="deleteArticle" this={article} passThrough>
        {({ isAllowed, reason = "You may not delete this article." }) =>
          article !== undefined && isAllowed ? (
            <button onClick={on.delete}>Delete</button>
          ) : (
            <button aria-disabled title={article && reason}>
              Delete
            </button>
          )
        }
      </Can>
      {mayPublish && (
        <button
          aria-disabled={!isDraft || undefined}
          title={isDraft ? undefined : "The article is published already."}
          onClick={isDraft ? on.publish : undefined}
        >
          Publish
        </button>
      )}
    </>
  );
}
