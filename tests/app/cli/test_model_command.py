"""The health model from the command line: out as a file, changed by rule, compared, back in with a reason."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Said


def test_a_model_goes_out_is_weighed_compared_and_comes_back_as_a_version(
    say: Callable[..., Said], lines: Path, how: Path, tmp_path: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    draft = tmp_path / "draft.json"
    assert [one["version"] for one in say("model", "--json").json["versions"]] == [1]
    assert say("model", "export", draft).status == 0
    assert say("model", "compare", "1", draft).out == "The two models are the same.\n"

    ahp = ("model", "weigh", draft, "--by", "ahp", "--among", "money", "--json")
    assert "overdue_share with dso_days" in say(*ahp).err
    agreed = say(*ahp, "--answer", "dso_days:overdue_share=1/4", "--out", draft).json["agreement"]
    assert (agreed["consistent"], agreed["weights"]["overdue_share"]) == (True, 0.8)
    said = say("model", "compare", "1", draft, "--json").json["differences"]
    assert ["Overdue receivables", "Points", "9", "12"] in [[*one.values()] for one in said]
    assert "No quarter has been assessed" in say("model", "try", draft).err

    assert "Say why the model changes" in say("model", "import", draft).err
    assert say("model", "import", draft, "--reason", "资金风险", "--json").json == {"version": 2}
    newest = say("model", "--json").json["versions"][0]
    assert (newest["version"], newest["reason"]) == (2, "资金风险")
    points = {one["kpi"]: one["points"] for one in json.loads(say("model", "show", "--json").out)["indicators"]}
    assert (points["overdue_share"], points["dso_days"]) == ("12", "3")
    assert "80%" in say("model", "show").out
    assert say("undo").status == 0
    assert "no version 2" in say("model", "show", "2").err
    draft.write_text("{}", encoding="utf-8")
    assert "no health model" in say("model", "show", draft).err
