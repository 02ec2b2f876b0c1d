"""Three questions to the warehouse, with plots: a marimo notebook.

    marimo edit examples/analysis.py

asks the warehouse that VEREDICTO_WAREHOUSE names, or that of `veredicto demo`. It only reads.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="What the warehouse says")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo

    return Path, alt, duckdb, mo, os


@app.cell
def _(Path, duckdb, mo, os):
    place = Path(os.environ.get("VEREDICTO_WAREHOUSE", ".veredicto/demo.duckdb"))
    mo.stop(
        not place.is_file(),
        mo.md(
            f"There is no warehouse at `{place}`: run `veredicto demo`, or name one with"
            " `VEREDICTO_WAREHOUSE`."
        ),
    )
    warehouse = duckdb.connect(place, read_only=True, config={"enable_external_access": False})
    warehouse.execute("SET TimeZone = 'UTC'")

    def ask(sql):
        """The answer as an Arrow table."""
        return warehouse.sql(sql).to_arrow_table()

    return ask, place


@app.cell
def _(ask, mo, place):
    counts = ask("""
        SELECT count(*) AS claims, count(DISTINCT article_id) AS articles,
            count(decision) AS decided, max(checked_at) AS newest
        FROM verdicts_current
    """).to_pylist()[0]
    mo.stop(not counts["claims"], mo.md(f"Nothing is recorded in `{place}` yet."))
    mo.md(f"""
    # What the warehouse says

    `{place}`, last checked {counts["newest"]:%Y-%m-%d %H:%M} UTC. Articles: {counts["articles"]}.
    Statements: {counts["claims"]}, decided by editors: {counts["decided"]}.
    """)
    return


@app.cell
def _():
    LABELS = {
        "supported": ("supported", "#2f7d5b"),
        "refuted": ("refuted", "#b8443a"),
        "conflicting_evidence": ("conflicting evidence", "#c78a1e"),
        "not_enough_evidence": ("not enough evidence", "#8a8f98"),
        None: ("no verdict", "#d5d8dd"),
    }
    return (LABELS,)


@app.cell
def _(LABELS, alt, ask, mo):
    verdicts = ask("""
        SELECT final_label::VARCHAR AS label, confidence, wording AS claim
        FROM verdicts_current
        WHERE label IS NOT NULL
    """)
    names = alt.Scale(
        domain=[name for key, (name, _) in LABELS.items() if key],
        range=[colour for key, (_, colour) in LABELS.items() if key],
    )
    named = "{%s}[datum.label]" % ", ".join(
        f"'{key}': '{name}'" for key, (name, _) in LABELS.items() if key
    )
    verdicts_plot = (
        alt.Chart(verdicts)
        .transform_calculate(label=named)
        .mark_bar()
        .encode(
            x=alt.X(
                "confidence:Q",
                bin=alt.Bin(step=0.05, extent=[0, 1]),
                title="How sure the engine is",
            )
            .scale(domain=[0, 1])
            .axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]),
            y=alt.Y("count():Q", title="Claims").axis(tickMinStep=1),
            color=alt.Color("label:N", scale=names, title="What stands"),
            tooltip=["label:N", "count():Q"],
        )
        .properties(width=560, height=220)
    )
    mo.vstack(
        [
            mo.md("""
            ## What do we say about claims, and how sure are we?

            Each claim with a verdict, by the confidence of the engine. What stands is the editor's
            label where there is one.
            """),
            verdicts_plot,
        ]
    )
    return (verdicts_plot,)


@app.cell
def _(alt, ask, mo):
    sources = ask("""
        SELECT publisher, unnest(['agrees', 'differs', 'neither']) AS stance,
            unnest([agree, differ, claims - agree - differ]) AS cited, claims
        FROM sources_cited
        ORDER BY claims DESC, publisher
        LIMIT 45
    """)
    sources_plot = (
        alt.Chart(sources)
        .mark_bar()
        .encode(
            y=alt.Y("publisher:N", sort=alt.SortField("claims", order="descending"), title=None),
            x=alt.X("cited:Q", title="Claims").axis(tickMinStep=1),
            color=alt.Color("stance:N", title="With what stands").scale(
                domain=["agrees", "differs", "neither"], range=["#2f7d5b", "#b8443a", "#d5d8dd"]
            ),
            tooltip=["publisher:N", "stance:N", "cited:Q"],
        )
        .properties(width=480)
    )
    mo.vstack(
        [
            mo.md("""
            ## Whom do we cite, and do they agree with what stands?

            The fifteen publishers whose pages count for most claims. The engine's verdicts rest on
            the same pages: only an editor's decision is an independent judge of a publisher.
            """),
            sources_plot,
        ]
    )
    return (sources_plot,)


@app.cell
def _(alt, ask, mo):
    runs = ask("""
        SELECT stage, strftime(started_at, '%d %b %Y %H:%M') || ' · ' || run_id[:6] AS run, seconds,
            claims
        FROM (FROM run_costs ORDER BY started_at DESC, run_id LIMIT 20)
        UNPIVOT (seconds FOR stage IN (
            read_seconds AS 'read', claims_seconds AS 'find claims', search_seconds AS 'search',
            fetch_seconds AS 'fetch pages', evidence_seconds AS 'judge passages',
            verdicts_seconds AS 'decide'
        ))
        ORDER BY started_at DESC, run_id
    """)
    newest_first = list(dict.fromkeys(runs["run"].to_pylist()))
    stages = ["read", "find claims", "search", "fetch pages", "judge passages", "decide"]
    runs_plot = (
        alt.Chart(runs)
        .transform_calculate(place=f"indexof({stages}, datum.stage)")
        .mark_bar()
        .encode(
            y=alt.Y("run:N", sort=newest_first, title="Run, UTC"),
            x=alt.X("seconds:Q", title="Seconds"),
            color=alt.Color("stage:N", sort=stages, title="Stage").scale(
                domain=stages, scheme="tableau10"
            ),
            order=alt.Order("place:Q"),
            tooltip=["stage:N", alt.Tooltip("seconds:Q", format=".1f"), "claims:Q"],
        )
        .properties(width=480)
    )
    mo.vstack(
        [
            mo.md("""
            ## Where does the time of a run go?

            The newest twenty runs, each stage as long as it took.
            """),
            runs_plot,
        ]
    )
    return (runs_plot,)


if __name__ == "__main__":
    app.run()
