// `tollgate/style.css` by what a browser computes: off, read-only and pending look so, and what is
// on looks on, in light, dark and forced colours.

import assert from "node:assert/strict";
import { violations } from "../axe.mjs";

const LOOKS = {
  light: { colorScheme: "light", forcedColors: "none" },
  dark: { colorScheme: "dark", forcedColors: "none" },
  forced: { colorScheme: "light", forcedColors: "active" },
};

/** Checks the page of looks at an address. */
export async function checkLooks(address, { fact, open }) {
  for (const [name, media] of Object.entries(LOOKS)) {
    const { page, complaints, close } = await open(address);
    await page.emulateMedia({ ...media, reducedMotion: "no-preference" });
    await page.locator("body[data-ready]").waitFor();
    const claim = (text, check) => fact(`${name}: ${text}`, check);
    const styles = (id) => page.evaluate(styleOf, id);
    if (name === "forced") await forcedFacts({ page, styles }, claim);
    else await colourFacts(styles, claim);
    await rowFacts({ page, styles }, claim);
    await claim("a reason is legible", async () => {
      await page.locator("#off-button").focus();
      const tip = await page.getByRole("tooltip").evaluate((tip) => {
        const { color, backgroundColor, position } = getComputedStyle(tip);
        return { color, backgroundColor, position };
      });
      assert.equal(tip.position, "fixed");
      assert.notEqual(tip.color, tip.backgroundColor);
    });
    await claim("axe finds nothing", async () => assert.deepEqual(await violations(page), []));
    await claim("without movement for who wants none", async () => {
      await page.emulateMedia({ ...media, reducedMotion: "reduce" });
      assert.equal((await styles("pending-button")).animationName, "none");
    });
    await claim("nothing to complain of", () => assert.deepEqual(complaints, []));
    await close();
  }
}

/** In the page: what counts of how an element looks. */
function styleOf(id) {
  const style = getComputedStyle(document.getElementById(id));
  const { color, cursor, opacity, borderTopStyle, borderTopColor, backgroundColor } = style;
  const { animationName, textDecorationLine } = style;
  const text = { color, textDecorationLine, cursor, opacity: Number(opacity), animationName };
  return { ...text, borderTopStyle, borderTopColor, backgroundColor };
}

async function colourFacts(styles, claim) {
  await claim("what is off is paler, and says so to a mouse", async () => {
    for (const kind of ["button", "link", "field", "check"]) {
      const [off, on] = [await styles(`off-${kind}`), await styles(`on-${kind}`)];
      assert.ok(off.opacity < 0.7, `${kind}: ${off.opacity}`);
      assert.equal(off.cursor, "not-allowed", kind);
      assert.equal(on.opacity, 1, kind);
      assert.notEqual(on.cursor, "not-allowed", kind);
    }
  });
  await claim("a link that is off looks like none", async () => {
    const [off, on] = [await styles("off-link"), await styles("on-link")];
    assert.equal(off.textDecorationLine, "none");
    assert.notEqual(off.color, on.color);
  });
  await claim("what is read-only is legible, and looks as if nothing is typed in it", async () => {
    const [readOnly, on] = [await styles("readonly-field"), await styles("on-field")];
    assert.equal(readOnly.opacity, 1);
    assert.equal(readOnly.borderTopStyle, "dashed");
    assert.notEqual(readOnly.backgroundColor, on.backgroundColor);
    assert.equal((await styles("readonly-check")).opacity, 0.55);
  });
  await claim("what is pending moves", async () => {
    for (const kind of ["button", "link", "field", "check"]) {
      const pending = await styles(`pending-${kind}`);
      assert.equal(pending.animationName, "tollgate-pending", kind);
      assert.equal(pending.cursor, "progress", kind);
    }
  });
}

async function forcedFacts({ page, styles }, claim) {
  const grey = await page.evaluate(() => {
    const probe = document.createElement("i");
    probe.style.color = "GrayText";
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
  await claim("what is off and pending has the colour for it, and all of it", async () => {
    for (const state of ["off", "pending"]) {
      for (const kind of ["button", "link", "field", "check"]) {
        const { color, opacity, animationName } = await styles(`${state}-${kind}`);
        // What has no text is paler here, too.
        const wanted = [grey, kind === "check" ? 0.55 : 1, "none"];
        assert.deepEqual([color, opacity, animationName], wanted, `${state} ${kind}`);
      }
    }
    for (const kind of ["button", "link", "field"]) {
      assert.notEqual((await styles(`on-${kind}`)).color, grey, kind);
    }
  });
  await claim("what is read-only has a border of its own", async () =>
    assert.equal((await styles("readonly-field")).borderTopStyle, "dashed"),
  );
}

async function rowFacts({ page, styles }, claim) {
  await claim("a row that is off looks so, and what is on in it looks on", async () => {
    const on = { cell: await styles("on-row-cell"), open: await styles("on-row-open") };
    for (const state of ["off", "readonly", "pending"]) {
      const row = await styles(`${state}-row`);
      assert.deepEqual([row.opacity, row.animationName], [1, "none"], state);
      assert.equal(row.cursor, state === "pending" ? "progress" : "not-allowed");
      assert.notEqual((await styles(`${state}-row-cell`)).color, on.cell.color, state);
      assert.deepEqual(await styles(`${state}-row-open`), on.open, state);
      assert.notDeepEqual(await styles(`${state}-row-off`), on.open, state);
    }
  });
  await claim("and is said to be on", async () => {
    const session = await page.context().newCDPSession(page);
    const { root } = await session.send("DOM.getDocument");
    const query = { nodeId: root.nodeId, role: "button", accessibleName: "Open" };
    const { nodes } = await session.send("Accessibility.queryAXTree", query);
    const off = nodes.filter(({ properties = [] }) =>
      properties.some(({ name, value }) => name === "disabled" && value.value),
    );
    assert.deepEqual([nodes.length, off.length], [4, 0]);
  });
  await claim("the reason of a row is not said of what is on in it", async () => {
    await page.locator("#off-row-open").focus();
    assert.equal(await page.getByRole("tooltip").count(), 0);
  });
}
