// The screen of an article, with Tollgate.

import { Gated, GateProvider, useControl } from "tollgate/react";
import { gateOf } from "../gate.js";

export function WithTollgate({ user, articles, article, on }) {
  const gate = gateOf(user);
  return (
    <GateProvider gate={gate}>
      <ul>
        {articles
          .filter(gate.predicate("readArticle"))
          .map(({ id, title }) => <li key={id}>{title}</li>)}
      </ul>
      <Article article={article} on={on} />
    </GateProvider>
  );
}

function Article({ article, on }) {
  const form = useControl("form.article", article);
  return (
    <>
      <Gated control="button.newArticle">
        <button onClick={on.create}>New article</button>
      </Gated>
      <label>
        Title
        <input defaultValue={article?.title} readOnly={form.readOnly} />
      </label>
      <Gated control="row.delete" record={article}>
        <button onClick={on.delete}>Delete</button>
      </Gated>
      <Gated control="row.publish" record={article}>
        <button onClick={on.publish}>Publish</button>
      </Gated>
    </>
  );
}
