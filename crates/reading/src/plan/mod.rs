//! Text → [`PlanDraft`](crate::PlanDraft).
