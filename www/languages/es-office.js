// Spanish: what the screens of the office itself say.

/** By English text; `{names}` stand for the same in both. */
export const OFFICE = {
  // Users.
  "Company Profile": "Perfil de la empresa",
  "Add user": "Añadir usuario",
  "Without one, they sign in with your identity provider alone.":
    "Sin ella, solo entra con su proveedor de identidad.",
  "An email address has an @ in it.": "Un correo electrónico lleva una @.",
  "{name} is added. What they may do is given here.":
    "{name}: añadido. Aquí se le da lo que puede hacer.",
  "Who may delete": "Quién puede eliminar",
  "1 person": "1 persona",
  "Access": "Acceso",
  "Access of {name}": "Acceso de {name}",
  "Access to the rest of the office": "Acceso al resto de la oficina",
  "What is ticked is what the user is to each part now.":
    "Lo marcado es lo que el usuario es ahora en cada parte.",
  "A part that you change is saved as it stands here; the others stay as they are.":
    "La parte que cambie se guarda como está aquí; las demás quedan como están.",
  "Given singly": "Dado suelto",
  ["Set Permission is preferably for administrators: whoever holds it ticks every box for " +
    "everybody, also those they lack themselves."]:
    "Asignar permisos es preferiblemente para administradores: quien lo tiene marca cualquier " +
      "casilla a cualquiera, también las que no tiene.",
  "Access to {part}": "Acceso a {part}",
  "Number of their account": "Número de su cuenta",
  "They see the shipments that are billed to it, such as {example}.":
    "Ve los envíos que se le facturan, por ejemplo {example}.",
  "Personal limit in whole dollars": "Límite personal en dólares enteros",
  "They approve up to it; without one, the general limit holds.":
    "Aprueba hasta él; sin uno, vale el límite general.",
  "Take it all away": "Quitarlo todo",
  "Take all access to {part} away?": "¿Quitar todo el acceso a {part}?",
  "{name} keeps the account, with no role and nothing that was given singly.":
    "{name} conserva la cuenta, sin rol y sin nada de lo que se le dio suelto.",
  "The access of {name} is changed.": "El acceso de {name} ha cambiado.",
  "There is no account for this part of the office.":
    "No hay cuenta en esta parte de la oficina.",
  "Delegate approvals": "Delegar aprobaciones",
  "Delegate approvals to {name}": "Delegar aprobaciones en {name}",
  "Delegate": "Delegar",
  "No expenses for you": "Sin gastos para usted",
  "You have no account for expenses.": "Usted no tiene cuenta de gastos.",
  "No expense that you see is submitted.": "Ninguno de los gastos que ve está presentado.",
  "What is ticked is delegated to them. With nothing ticked, all of it is taken back.":
    "Lo marcado está delegado en esta persona. Sin nada marcado, se retira todo.",
  "Delegated to them besides": "Delegado además",
  "not submitted, or not yours to see": "no presentado, o usted no lo ve",
  "Submitted expenses that you see": "Gastos presentados que usted ve",
  "Approvals delegated to {name}: {count}.": "Aprobaciones delegadas en {name}: {count}.",

  // Requests for access.
  "Duty": "Cometido",
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

  // Periods and teams.
  "Periods": "Períodos",
  "The months of the books. A closed one holds its expenses back.":
    "Los meses de los libros. Uno cerrado retiene sus gastos.",
  "No periods": "Sin períodos",
  "The books have no month yet.": "Los libros no tienen ningún mes todavía.",
  "Month": "Mes",
  "period|Close": "Cerrar",
  "period|Reopen": "Reabrir",
  "Close {month}?": "¿Cerrar {month}?",
  "Close the month": "Cerrar el mes",
  "{month} is closed.": "{month}: cerrado.",
  "Its expenses are no longer edited, submitted, approved or paid.":
    "Sus gastos ya no se editan, presentan, aprueban ni pagan.",
  "Reopen {month}?": "¿Reabrir {month}?",
  "Reopen the month": "Reabrir el mes",
  "{month} is open again.": "{month}: abierto de nuevo.",
  "Its expenses can be edited, submitted, approved and paid again.":
    "Sus gastos se pueden volver a editar, presentar, aprobar y pagar.",
  "Teams": "Equipos",
  "{count} teams": "{count} equipos",
  "New team": "Equipo nuevo",
  "Search teams": "Buscar equipos",
  "Members": "Miembros",
  "Members of {name}": "Miembros de {name}",
  "Who is ticked is the team from then on, and nobody else.":
    "Quien esté marcado es el equipo desde entonces, y nadie más.",
  "People": "Personas",
  "Members of {name}: {count}.": "Miembros de {name}: {count}.",
  "People in it: {count}. They no longer see each other’s expenses for it.":
    "Personas en él: {count}. Dejan de ver los gastos que las demás hacen para él.",
  "Its expenses stay, without a team; the team is gone for good.":
    "Sus gastos quedan, sin equipo; el equipo se va para siempre.",

  // Companies.
  "Documents and past invoices": "Documentos y facturas anteriores",
  "They stay, and stay open to everyone, whatever the status.":
    "Se quedan, y todos los ven, sea cual sea el estado.",
  "No papers on file.": "No hay documentos registrados.",
  "Agreement": "Contrato",
  "Certificate": "Certificado",
  "paper|Invoice": "Factura",
  "New: to review": "Nuevo: por revisar",
  "added {when}. Review a new record within 24 hours, before a load is built against it.":
    "añadido el {when}. Revise un registro nuevo en 24 horas, antes de crear una carga para él.",
  "You cannot deactivate it yourself.": "Usted no puede desactivarla.",
  "Ask somebody who may:": "Pídalo a quien puede:",
  "{count} more": "{count} más",

  // The audit log.
  "What is not yours to see in the record is left out here, too.":
    "Lo que usted no puede ver en el registro tampoco se muestra aquí.",
  "Audit log": "Registro de auditoría",
  "{count} entries": "{count} entradas",
  "Search who, what or which record": "Buscar quién, qué o qué registro",
  "Which entries": "Qué entradas",
  "log|Allowed": "Permitido",
  "log|Denied": "Denegado",
  "log|Before": "Antes",
  "log|After": "Después",
  "Nothing is logged": "No hay nada registrado",
  "Each change and each refusal stands here.": "Cada cambio y cada denegación aparece aquí.",
  "What": "Qué",
  "Who": "Quién",
  "Record": "Registro",
  "Decision": "Decisión",
  "Not of the office": "No es de la oficina",
  "Policy’s fingerprint": "Huella de la política",
  "Request": "Petición",
  "Before and after": "Antes y después",
  "Field": "Campo",
  "Nothing was changed.": "No se cambió nada.",
  "kind|Account": "Cuenta",
  "kind|Carrier": "Transportista",
  "kind|Charge": "Cargo",
  "kind|Company": "Empresa",
  "kind|Customer": "Cliente",
  "kind|Expense": "Gasto",
  "kind|Log": "Registro",
  "kind|Metric": "Métrica",
  "kind|Office": "Oficina",
  "kind|Period": "Período",
  "kind|Record": "Registro",
  "kind|Request": "Solicitud",
  "kind|Shipment": "Envío",
  "kind|Staff": "Personal",
  "kind|Team": "Equipo",
  "kind|User": "Usuario",
};
