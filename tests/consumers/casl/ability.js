// The rules of a small magazine, as CASL has them.

import { AbilityBuilder, createMongoAbility } from "@casl/ability";

export function abilityOf(user) {
  const { can, cannot, build } = new AbilityBuilder(createMongoAbility);
  can("readArticle", "Article", { status: "published" });
  if (user.roles.includes("Author")) {
    can("createArticle", "Workspace");
    can(["readArticle", "updateArticle", "deleteArticle"], "Article", { author: user.id });
  }
  if (user.roles.includes("Editor")) {
    can(["readArticle", "updateArticle"], "Article");
    can("publishArticle", "Article", { words: { $gte: 200 } });
  }
  cannot("deleteArticle", "Article", { status: "published" }).because("A published article stays.");
  return build({ detectSubjectType: (record) => record.type });
}
