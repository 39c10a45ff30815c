// Spanish: what the screens of the office itself say.

/** By English text; `{names}` stand for the same in both. */
export const OFFICE = {
  // Users.
  "Company Profile": "Perfil de la empresa",
  "Add user": "Añadir usuario",
  "Without one, they sign in with your identity provider alone.":
    "Sin ella, solo entra con su proveedor de identidad.",
  "An email address has an @ in it.": "Un correo electrónico lleva una @.",
  "somebody else has this address": "otra persona tiene este correo",
  "{name} is added. What they may do is given here.":
    "{name}: añadido. Aquí se le da lo que puede hacer.",
  "Who may delete": "Quién puede eliminar",
  "1 person": "1 persona",
  "Access": "Acceso",
  "Access of {name}": "Acceso de {name}",
  "Access to the rest of the office": "Acceso al resto de la oficina",
  ["What you choose takes the place of all that the user is to that part now. What you leave " +
    "open stays as it is."]:
    "Lo que elija sustituye a todo lo que el usuario es ahora en esa parte. Lo que deje sin " +
      "elegir queda como está.",
  "Give access": "Dar acceso",
  "Access to {part}": "Acceso a {part}",
  "Number of their account": "Número de su cuenta",
  "They see the shipments that are billed to it, such as {example}.":
    "Ve los envíos que se le facturan, por ejemplo {example}.",
  "Personal limit in whole dollars": "Límite personal en dólares enteros",
  "They approve up to it; without one, the general limit holds.":
    "Aprueba hasta él; sin uno, vale el límite general.",
  "Take it all away": "Quitarlo todo",
  "Take all access to {part} away": "Quitar todo el acceso a {part}",
  "Take all access to {part} away?": "¿Quitar todo el acceso a {part}?",
  "{name} keeps the account, with no role and nothing that was given singly.":
    "{name} conserva la cuenta, sin rol y sin nada de lo que se le dio suelto.",
  "The access of {name} is changed.": "El acceso de {name} ha cambiado.",
  "There is no account for this part of the office.":
    "No hay cuenta en esta parte de la oficina.",
  "nobody would be left who may set permissions": "no quedaría nadie que asigne permisos",
  "nobody would be left who may change access": "no quedaría nadie que cambie los accesos",
  "no Admin would be left": "no quedaría ningún Administrador",
  "Delegate approvals": "Delegar aprobaciones",
  "Delegate approvals to {name}": "Delegar aprobaciones en {name}",
  "Delegate": "Delegar",
  "No expenses for you": "Sin gastos para usted",
  "You have no account for expenses.": "Usted no tiene cuenta de gastos.",
  "No expense that you see is submitted.": "Ninguno de los gastos que ve está presentado.",
  ["What is ticked takes the place of what was delegated to them before. With nothing ticked, " +
    "all of it is taken back."]:
    "Lo marcado sustituye a lo que se le delegó antes. Sin nada marcado, se retira todo.",
  "Submitted expenses that you see": "Gastos presentados que usted ve",
  "{name} approves {count} expenses for others.": "{name} aprueba {count} gastos por otros.",

  // Requests for access.
  "Requests": "Solicitudes",
  "Ask for it": "Pedirlo",
  "You asked for it.": "Usted lo ha pedido.",
  "You asked for {names}. Somebody else answers.":
    "Ha pedido {names}. Responde otra persona.",
  "What people asked for, and what became of it.": "Lo que se ha pedido y qué ha sido de ello.",
  "What you asked for, and what became of it.": "Lo que ha pedido y qué ha sido de ello.",
  "Search requests": "Buscar solicitudes",
  "No requests here": "Aquí no hay solicitudes",
  "Where something is off, the panel that says why offers to ask for it.":
    "Donde algo está desactivado, el panel que explica por qué ofrece pedirlo.",
  "Which requests": "Qué solicitudes",
  "request|Open": "Pendientes",
  "request|All": "Todas",
  "Asked for": "Se pide",
  "What for": "Para qué",
  "Note": "Nota",
  "When": "Cuándo",
  "You": "Usted",
  "Grant": "Conceder",
  "Grant it": "Concederlo",
  "Grant {name} what they asked for?": "¿Conceder a {name} lo que pide?",
  "They have it at once: {what}.": "Lo tiene al momento: {what}.",
  "Granted to {name}: {what}.": "Concedido a {name}: {what}.",
  "Decline": "Rechazar",
  "Decline it": "Rechazarlo",
  "Decline what {name} asked for?": "¿Rechazar lo que pide {name}?",
  "They may ask for it anew: {what}.": "Lo puede pedir de nuevo: {what}.",
  "Declined to {name}: {what}.": "Rechazado a {name}: {what}.",
};
