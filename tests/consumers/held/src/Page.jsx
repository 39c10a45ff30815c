// The page by the binding for React.

import { useEffect, useState } from "react";
import { GateProvider, useControl } from "tollgate/react";
import { EVENTS, gate, hear, INPUTS, lines } from "./stage.js";

const NAMES = { dblclick: "DoubleClick", pointerdown: "PointerDown", mousedown: "MouseDown" };
const upper = (part) => part[0].toUpperCase() + part.slice(1);
/** What React calls the handler of an event. */
const nameOf = (type) => {
  const parts = /^(touch|key|before|composition|drag)(.*)/.exec(type)?.slice(1) ?? [type];
  return `on${NAMES[type] ?? parts.filter(Boolean).map(upper).join("")}`;
};
const handlers = Object.fromEntries(EVENTS.map((type) => [nameOf(type), hear]));

/** Handlers of an element whose value is the page's. */
function useValue(first, read) {
  const [value, setValue] = useState(first);
  const onChange = (event) => {
    hear(event);
    setValue(read(event.target));
  };
  return [value, { ...handlers, onChange }];
}

function Radio({ id, name, checked, choose }) {
  const onChange = (event) => {
    hear(event);
    choose(id);
  };
  const rest = { id, name, checked, ...handlers, onChange };
  return <input type="radio" aria-label={id} {...rest} />;
}

function Form({ id, readOnly, props }) {
  return (
    <form id={id} {...handlers} {...props}>
      <input id={`${id}-text`} defaultValue="a" aria-label={id} readOnly={readOnly} />{" "}
      <Check id={`${id}-check`} /> <Range id={`${id}-range`} />{" "}
      <button id={`${id}-save`}>Save</button>{" "}
      <button id={`${id}-cancel`} type="button" {...handlers}>
        Cancel
      </button>
    </form>
  );
}

function Check({ id, props }) {
  const [checked, own] = useValue(false, (element) => element.checked);
  return <input id={id} type="checkbox" aria-label={id} checked={checked} {...own} {...props} />;
}

function Range({ id, props }) {
  const [value, own] = useValue("3", (element) => element.value);
  const rest = { value, ...own, ...props };
  return <input id={id} type="range" max="5" aria-label={id} {...rest} />;
}

function Row({ id, props }) {
  return (
    <table>
      <tbody>
        <tr id={id} {...handlers} {...props}>
          <td id={`${id}-cell`}>{id}</td>
          <td>
            <button id={`${id}-open`} {...handlers}>
              Open
            </button>{" "}
            <Check id={`${id}-check`} />{" "}
            <span id={`${id}-own`} data-control="on-button" {...handlers}>
              Own
            </span>
          </td>
        </tr>
      </tbody>
    </table>
  );
}

function Menu({ id, props }) {
  return (
    <div id={id} role="group" aria-label={id} {...handlers} {...props}>
      <a id={`${id}-link`} href={`#${id}`}>
        {id}
      </a>
    </div>
  );
}

/** What holds a text. */
function Written({ part, ...props }) {
  const of = { "aria-label": props.id, ...props };
  if (part === "textarea") return <textarea {...of} defaultValue="a" />;
  if (part !== "editable") return <input type={part} defaultValue={INPUTS[part]} {...of} />;
  return (
    <div contentEditable suppressContentEditableWarning role="textbox" {...of}>
      a
    </div>
  );
}

function Line({ id, part }) {
  const { props, readOnly } = useControl(id);
  const [text, typing] = useValue("a", (element) => element.value);
  const [choice, choosing] = useValue("one", (element) => element.value);
  const [radio, setRadio] = useState(`${id}-first`);
  const all = { id, ...handlers, ...props };
  if (part === "button") return <button {...all}>{id}</button>;
  if (part === "link") return <a href={`#${id}`} {...all}>{id}</a>;
  if (part === "checkbox") return <Check id={id} props={props} />;
  if (part === "range") return <Range id={id} props={props} />;
  if (part === "row") return <Row id={id} props={props} />;
  if (part === "menu") return <Menu id={id} props={props} />;
  if (part === "form") return <Form id={id} readOnly={readOnly} props={props} />;
  if (part === "radio") {
    // Of radio buttons the group is the control: one of them cannot be said to be read-only.
    return (
      <span role="radiogroup" aria-label={id} {...props}>
        {[`${id}-first`, id].map((each) => (
          <Radio key={each} name={id} id={each} checked={radio === each} choose={setRadio} />
        ))}
      </span>
    );
  }
  if (part === "text") return <input aria-label={id} {...all} {...typing} value={text} {...props} />;
  if (part !== "select" && part !== "status") return <Written part={part} {...all} />;
  return (
    <select aria-label={id} {...all} {...choosing} value={choice} {...props}>
      <option>one</option>
      <option>two</option>
    </select>
  );
}

/** Where no script finds it, the provider is told where the page is. */
const root = document.querySelector("#app").shadowRoot ? undefined : globalThis.stage;

export function Page() {
  useEffect(() => {
    document.body.dataset.ready = "";
  }, []);
  return (
    <GateProvider gate={gate} root={root}>
      {lines.map(({ id, part }) => (
        <div className="line" key={id}>
          <Line id={id} part={part} />
        </div>
      ))}
    </GateProvider>
  );
}
