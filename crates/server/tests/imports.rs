//! What an import takes: amounts and tables as spreadsheets of any place write them, each row with
//! its own answer, in the language of who asks.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use office::{Answer, Browser, Office, settings, with_version};
use serde_json::{Value, json};
use tollgate_server::Settings;

/// The answers to the rows of an import, by who asks in Spanish.
async fn import(office: &Office, who: &Browser, csv: &str) -> Answer {
    ask(office, who, ("POST", "/api/companies/import"), json!({ "csv": csv })).await
}

async fn ask(office: &Office, who: &Browser, (method, path): (&str, &str), body: Value) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(header::ACCEPT_LANGUAGE, "es-MX,es;q=0.9,en;q=0.5");
    request = request.header(header::CONTENT_TYPE, "application/json");
    if let Some(cookie) = &who.cookie {
        request = request.header(header::COOKIE, cookie);
    }
    office.send(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn amounts_are_taken_as_people_write_them_and_those_that_could_be_two_are_not() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let amounts = [
        ("1240.50", Ok(124_050)),
        ("1,240.50", Ok(124_050)),
        ("1.240,50", Ok(124_050)),
        ("$1 240", Ok(124_000)),
        ("40", Ok(4000)),
        ("1,240", Err("dos importes")),
        ("1.240", Err("dos importes")),
        ("0.125", Err("dos decimales")),
        ("many", Err("un importe como 1240.50")),
        ("", Err("un importe como 1240.50")),
        ("-1", Err("un número entero de 0")),
        ("99999999999999.99", Err("un número entero de 0")),
    ];
    let before = office.count("companies").await;
    let mut csv = "name,companyType,creditLimit\n".to_owned();
    for (place, (amount, _)) in amounts.iter().enumerate() {
        csv.push_str(&format!("Imported {place},Shipper,\"{amount}\"\n"));
    }
    let answer = import(&office, &maya, &csv).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let rows = answer.json()["rows"].as_array().unwrap().clone();
    assert_eq!(rows.len(), amounts.len());
    let mut taken = 0;
    for (row, (amount, is)) in rows.iter().zip(amounts) {
        match is {
            Ok(cents) => {
                assert_eq!(row["imported"]["fields"]["creditLimit"], cents, "{amount}: {row}");
                taken += 1;
            }
            Err(why) => {
                let refused = &row["refused"];
                assert_eq!(refused["at"], "creditLimit", "{amount}: {row}");
                assert!(refused["detail"].as_str().unwrap().contains(why), "{amount}: {row}");
            }
        }
    }
    // A row that is refused leaves nothing.
    assert_eq!((taken, office.count("companies").await), (5, before + 5));
}

#[tokio::test]
async fn tables_are_taken_as_spreadsheets_of_other_places_write_them_row_by_row() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let csv = "\u{feff}name;companyType;creditLimit;notes\r\n\
        Uno;Shipper;1.240,50;'-- llamar antes\r\n\
        Dos;Shipper;1,5;too;many\r\n\
        Tres;Shipper;2.000.000,00;\"two; parts\"\r\n";
    let answer = import(&office, &maya, csv).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let rows = answer.json()["rows"].clone();
    let fields = &rows[0]["imported"]["fields"];
    assert_eq!(
        (&fields["creditLimit"], &fields["notes"]),
        (&json!(124_050), &json!("-- llamar antes"))
    );
    let refused = &rows[1]["refused"];
    assert_eq!(refused["status"], 422);
    assert_eq!(refused["detail"], "Esta fila tiene 5 celdas y la primera línea nombra 4.");
    assert_eq!(rows[2]["imported"]["fields"]["notes"], "two; parts");
    assert_eq!(rows[2]["line"], 4);
    let given = "name;companyType;creditLimit;notes\nDos;Shipper;1,5;too;many\n";
    assert_eq!(answer.json()["refused"], given);
}

#[tokio::test]
async fn refused_rows_are_given_back_cell_by_cell_to_be_put_right() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let before = office.count("companies").await;
    let odd = ["'=1+1", "=1+1", "say \"\"no\"\"", "two\nlines; one cell", " kept ", "a,b"];
    let mut tried = 0;
    for (of, sign) in [";", ",", "\t"].into_iter().enumerate() {
        let names = ["name", "companyType", "notes"].join(sign);
        let row = |name: &str, notes: &str| {
            [format!("\"{name}\""), "Shipper".to_owned(), format!("\"{notes}\"")].join(sign)
        };
        let mut csv = format!("{names}\r\n");
        for (place, notes) in odd.into_iter().enumerate() {
            let taken = format!("Taken {of} {place}");
            csv += &format!("{}\r\n{}\r\n", row("", notes), row(&taken, notes));
        }
        let done = import(&office, &maya, &csv).await.json();
        assert_eq!(done["rest"], Value::Null);
        let refused = done["refused"].as_str().unwrap();
        assert!(refused.starts_with(&format!("{names}\n{sign}Shipper{sign}")), "{refused}");
        // What is given back is refused again for the same, and given back as it is.
        let again = import(&office, &maya, refused).await.json();
        assert_eq!(again["rows"].as_array().unwrap().len(), odd.len(), "{again}");
        assert_eq!(again["refused"], refused);
        let right = (0..odd.len()).fold(refused.to_owned(), |text, place| {
            let named = format!("\nRight {of} {place}{sign}Shipper");
            text.replacen(&format!("\n{sign}Shipper"), &named, 1)
        });
        let right = import(&office, &maya, &right).await.json();
        assert_eq!(right["refused"], Value::Null, "{right}");
        let said = ["=1+1", "=1+1", "say \"no\"", "two\nlines; one cell", "kept", "a,b"];
        for (row, notes) in right["rows"].as_array().unwrap().iter().zip(said) {
            assert_eq!(row["imported"]["fields"]["notes"], notes);
            tried += 1;
        }
    }
    assert_eq!((tried, office.count("companies").await), (18, before + 36));
}

#[tokio::test]
async fn who_may_not_import_a_row_hears_that_before_its_amount() {
    let office = Office::sqlite().await;
    let ines = office.enter("ines").await;
    let csv = "name,companyType,creditLimit\nOne,Warehouse,nonsense\n";
    let answer = import(&office, &ines, csv).await;
    let refused = answer.json()["rows"][0]["refused"].clone();
    assert_eq!(refused["type"], "/problems/denied");
    assert!(refused["detail"].as_str().unwrap().starts_with("Necesita "), "{refused}");
}

/// Asks each question, and looks how what is refused begins.
async fn says(office: &Office, who: &Browser, questions: &[(&str, &str, Value, u16, &str)]) {
    for (method, path, body, status, detail) in questions {
        let answer = ask(office, who, (method, path), body.clone()).await;
        assert_eq!(answer.status, *status, "{path}: {}", answer.text);
        let told = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(told.starts_with(detail), "{path}: {told}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
    }
}

#[tokio::test]
async fn wrong_fields_are_told_in_the_language_of_who_asks() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let company = office.record(&maya, "/api/companies?size=1").await["rows"][0].clone();
    let path = format!("/api/companies/{}", company["id"].as_str().unwrap());
    let mut questions = Vec::new();
    for (fields, detail) in [
        (json!({ "name": " " }), "No puede quedar en blanco."),
        (json!({ "name": "x".repeat(121) }), "Tiene más de 120 caracteres."),
        (json!({ "status": "x" }), "`status` no se cambia aquí."),
        (json!({ "creditLimit": 1.5 }), "Tiene que ser un número entero de 0"),
        (json!({ "notes": 1 }), "Es de otro tipo."),
        (json!({}), "No se cambia nada."),
    ] {
        let body = with_version(&company, json!({ "fields": fields }));
        questions.push(("PATCH", path.as_str(), body, 422, detail));
    }
    assert_eq!(questions.len(), 6);
    says(&office, &maya, &questions).await;
}

#[tokio::test]
async fn whatever_else_is_refused_is_told_in_the_language_of_who_asks() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let short = json!({ "password": "short", "fields": {
        "name": "New", "title": "", "email": "new@office.example", "department": null,
    } });
    let king = json!({ "version": 1, "roles": ["King"] });
    let old = json!({ "version": 0, "fields": { "notes": "x" } });
    let none = || json!({});
    let by_maya = [
        ("PATCH", "/api/companies/C-201", old, 409, "El registro ha cambiado"),
        ("PATCH", "/api/companies/C-201", none(), 422, "`version` tiene que ser"),
        ("PATCH", "/api/companies/none", none(), 404, "No existe ese registro."),
        ("GET", "/api/nothing", none(), 404, "No existe ese registro."),
        ("GET", "/api/companies?sort=x", none(), 422, "No hay ningún campo `x` que ver."),
        ("GET", "/api/companies?odd=x", none(), 422, "No se puede leer esta consulta"),
        ("POST", "/api/users", short, 422, "Tiene que tener de 12 a 200 caracteres."),
        ("PUT", "/api/users/tom/access/office", king, 422, "No es ninguno de los valores"),
    ];
    says(&office, &maya, &by_maya).await;
    let wrong = json!({ "email": "x", "password": "y" });
    let by_nobody = [
        ("GET", "/api/companies", none(), 401, "Primero inicie sesión."),
        ("POST", "/api/session", wrong, 401, "El correo y la contraseña no"),
        ("POST", "/api/session", json!({ "email": 1 }), 422, "`email` tiene que ser un texto."),
    ];
    says(&office, &Browser::default(), &by_nobody).await;
}

#[test]
fn texts_say_the_same_names_in_each_language() {
    let texts = include_str!("../src/texts.json");
    let texts: std::collections::BTreeMap<String, Value> = serde_json::from_str(texts).unwrap();
    let names = |text: &Value| {
        let parts = text.as_str().unwrap().split('{').skip(1);
        let mut names: Vec<String> =
            parts.map(|part| part.split('}').next().unwrap().to_owned()).collect();
        names.sort();
        names
    };
    for (name, said) in &texts {
        assert_eq!(names(&said["en"]), names(&said["es"]), "{name}");
        assert_ne!(said["en"], said["es"], "{name}");
    }
    assert!(texts.len() > 50, "{}", texts.len());
}

/// Four kinds of rows, which are taken, refused for their cells, taken and refused for their name.
fn rows_of(count: usize) -> String {
    let rows = (0..count).map(|place| match place % 4 {
        0 => format!("Uno {place};Shipper;1.240,50;'-- llamar\n"),
        1 => format!("Dos {place};Shipper;1,5;too;many\n"),
        2 => format!("Tres {place};Shipper;2.000.000,00;\"two; \"\"parts\"\"\nand lines\"\n"),
        _ => ";Shipper;1,00;\n".to_owned(),
    });
    format!("name;companyType;creditLimit;notes\n{}", rows.collect::<String>())
}

#[tokio::test]
async fn a_row_that_takes_too_long_is_told_as_such_with_the_rows_that_are_left() {
    let patience = Duration::from_secs(2);
    let office = Office::sqlite_with(Settings { patience, ..settings() }).await;
    let maya = office.enter("maya").await;
    let before = office.count("companies").await;
    // Nobody else writes meanwhile.
    let held = office.app.database.write().await.unwrap();
    let (begun, all) = (Instant::now(), rows_of(8));
    let answer = import(&office, &maya, &all).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(begun.elapsed() < patience, "{:?}", begun.elapsed());
    let done = answer.json();
    assert_eq!(done["rows"].as_array().unwrap().len(), 1, "{done}");
    assert_eq!(done["rows"][0]["refused"]["type"], "/problems/slow");
    let rest = done["rest"].as_str().unwrap().to_owned();
    drop(held);
    let done = import(&office, &maya, &rest).await.json();
    assert_eq!((done["rows"].as_array().unwrap().len(), &done["rest"]), (7, &Value::Null));
    // Of eight rows every other is refused, and the first was not done.
    assert_eq!(office.count("companies").await, before + 3);
}

#[tokio::test]
async fn an_import_ends_in_time_and_gives_back_the_rows_that_are_left() {
    let patience = Duration::from_secs(1);
    let office = Office::sqlite_with(Settings { patience, ..settings() }).await;
    let maya = office.enter("maya").await;
    let (before, all) = (office.count("companies").await, 1900);
    let mut csv = Some(rows_of(all));
    let (mut rows, mut refused, mut parts) = (Vec::new(), 0, 0);
    while let Some(part) = csv {
        let begun = Instant::now();
        let answer = import(&office, &maya, &part).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert!(begun.elapsed() < patience, "{:?}", begun.elapsed());
        let done = answer.json();
        rows.extend(done["rows"].as_array().unwrap().clone());
        // No refused row has a line break here.
        refused += done["refused"].as_str().map_or(0, |text| text.lines().count() - 1);
        csv = done["rest"].as_str().map(str::to_owned);
        parts += 1;
    }
    assert!(parts > 1, "it took no second part");
    assert_eq!(rows.len(), all);
    for (place, row) in rows.iter().enumerate() {
        let (fields, refused) = (&row["imported"]["fields"], &row["refused"]);
        match place % 4 {
            0 => assert_eq!(
                (&fields["notes"], &fields["creditLimit"]),
                (&json!("-- llamar"), &json!(124_050)),
            ),
            1 => assert_eq!(
                refused["detail"],
                "Esta fila tiene 5 celdas y la primera línea nombra 4."
            ),
            2 => assert_eq!(fields["notes"], "two; \"parts\"\nand lines"),
            _ => assert_eq!(refused["at"], "name"),
        }
    }
    assert_eq!(refused, all / 2);
    // Each row is done once.
    assert_eq!(office.count("companies").await, before + i64::try_from(all / 2).unwrap());
}

/// What an import says of each row: the company's type and status, or how it is refused.
async fn outcomes(office: &Office, who: &Browser, csv: &str) -> Vec<String> {
    let answer = import(office, who, csv).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let rows = answer.json()["rows"].as_array().unwrap().clone();
    let told = rows.iter().map(|row| match row["imported"]["fields"].as_object() {
        Some(fields) => format!("{} {}", fields["companyType"], fields["status"]).replace('"', ""),
        None => row["refused"]["type"].as_str().unwrap().replace("/problems/", ""),
    });
    told.collect()
}

#[tokio::test]
async fn a_row_changes_the_type_and_the_status_or_nothing() {
    let office = Office::sqlite().await;
    let maya = office.enter("maya").await;
    let before = office.count("companies").await;
    let csv = "id,companyType,notes\n\
        C-205,Warehouse,moved\n\
        C-204,Warehouse,same\n\
        C-206,,kept\n\
        none,Shipper,lost\n\
        C-207,Nonsense,lost\n\
        C-205,Customer,billed\n";
    let told = outcomes(&office, &maya, csv).await;
    let factoring = "Factoring Active";
    let warehouse = "Warehouse Active";
    assert_eq!(told, [warehouse, warehouse, factoring, "missing", "invalid", "Customer Active"],);
    assert_eq!(office.count("companies").await, before);
    // A company that became a customer is one in all packs' views.
    for kind in ["customers", "accounts"] {
        office.record(&maya, &format!("/api/{kind}/C-205")).await;
    }
    let csv = "id,status\nC-205,OnHold\nC-204,Active\nC-206,Nonsense\nnone,Active\n";
    let told = outcomes(&office, &maya, csv).await;
    assert_eq!(told, ["Customer OnHold", "invalid", "invalid", "missing"]);
    let told = outcomes(&office, &maya, "id,companyType\nC-204,Shipper\nC-204,Shipper\n").await;
    assert_eq!(told, ["Shipper Active", "invalid"]);
    let all = "id,companyType,status,name\nC-204,Other,Inactive,Renamed\n";
    assert_eq!(outcomes(&office, &maya, all).await, ["Other Inactive"]);
}

#[tokio::test]
async fn each_part_of_a_row_is_asked_for_and_one_that_is_denied_undoes_the_others() {
    let office = Office::sqlite().await;
    let (maya, tom) = (office.enter("maya").await, office.enter("tom").await);
    let mut tried = 0;
    for (permissions, csv, is) in [
        (&["createCustomer", "editCustomer"][..], "id,notes,status\nC-201,x,OnHold\n", "denied"),
        (&["createCustomer", "editCustomer"], "id,notes,companyType\nC-201,x,Other\n", "denied"),
        (&["createCustomer", "editCustomer"], "id,companyType\nC-201,Other\n", "denied"),
        (&["createCustomer", "activateCustomer"], "id,notes\nC-201,x\n", "denied"),
        (&["createCustomer", "editCustomer"], "id,status\nC-201,OnHold\n", "denied"),
        // Who may take the step needs no more for it.
        (&["createCustomer", "activateCustomer"], "id,status\nC-201,OnHold\n", "Customer OnHold"),
        (
            &["createCustomer", "editCustomer"],
            "id,companyType\nC-201,BrokerOr3PL\n",
            "BrokerOr3PL OnHold",
        ),
    ] {
        let was = office.record(&maya, "/api/companies/C-201").await;
        let user = office.record(&maya, "/api/users/tom").await;
        let given = with_version(&user, json!({ "permissions": permissions }));
        let done = office.ask(&maya, "PUT", "/api/users/tom/permissions", given).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text);
        assert_eq!(outcomes(&office, &tom, csv).await, [is], "{csv}");
        let now = office.record(&maya, "/api/companies/C-201").await;
        assert_eq!(now == was, is == "denied", "{csv}");
        tried += 1;
    }
    assert_eq!(tried, 7);
}
