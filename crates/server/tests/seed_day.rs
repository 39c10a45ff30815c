//! The sample data is of about the day on which it is made: nothing of it is to come, and what is
//! done today falls in books that are open.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a suite")]

mod office;

use axum::http::StatusCode;
use office::Office;
use serde_json::json;

#[tokio::test]
async fn what_is_filed_on_the_day_of_the_sample_data_is_submitted() {
    let mut tried = 0;
    for (day, months) in [
        ("2026-11-25", &["2026-11"][..]),
        ("2026-12-08", &["2026-11", "2026-12"]),
        ("2027-02-28", &["2027-02"]),
        ("2028-01-03", &["2027-12", "2028-01"]),
    ] {
        let now: jiff::Timestamp = format!("{day}T12:00:00Z").parse().unwrap();
        let office = Office::sqlite_at(now.as_millisecond()).await;
        let maya = office.enter("maya").await;
        let tom = office.enter("tom").await;
        for (path, field) in [("expenses", "date"), ("shipments", "pickup")] {
            let last = format!("/api/{path}?size=1&sort=-{field}");
            let last = office.record(&maya, &last).await["rows"][0]["fields"][field].clone();
            let last = last.as_str().unwrap();
            assert!(last <= day && last >= months[0], "{path} until {last} on {day}");
        }
        let open = office.record(&maya, "/api/periods?only=closed:false&sort=month").await;
        let open: Vec<_> =
            open["rows"].as_array().unwrap().iter().map(|row| &row["fields"]["month"]).collect();
        assert_eq!(open, months, "{day}");
        let made = json!({ "fields": {
            "text": "Taxi", "date": day, "amount": 40, "category": "travel",
            "country": "US", "receipt": null, "team": null,
        } });
        let made = office.ask(&tom, "POST", "/api/expenses", made).await;
        assert_eq!(made.status, StatusCode::OK, "{day}: {}", made.text);
        let expense = made.json();
        let submit = format!("/api/expenses/{}/submit", expense["id"].as_str().unwrap());
        let body = json!({ "version": expense["version"] });
        let submitted = office.ask(&tom, "POST", &submit, body).await;
        assert_eq!(submitted.status, StatusCode::OK, "{day}: {}", submitted.text);
        tried += 1;
    }
    assert_eq!(tried, 4);
}
