"""Every table of every slice, known before a file is opened, whatever is imported later."""

import app.actions.model
import app.alerts.model
import app.approvals.model
import app.boards.model
import app.catalog.model
import app.compliance.cases.model
import app.compliance.gate.model
import app.compliance.recalls.model
import app.dealers.life.model
import app.dealers.model
import app.flows.model
import app.governance.duplicates.model
import app.governance.rules.model
import app.health.model
import app.health.review.model
import app.health.surveys.model
import app.imports.model
import app.inbox.model
import app.incentives.model
import app.initiatives.model
import app.jobs.model
import app.kpi.model
import app.kpi.own.model
import app.meetings.model
import app.people.model
import app.planning.model
import app.planning.targets.model
import app.reports.plans.model
import app.visits.model  # noqa: F401 - nothing here is called
