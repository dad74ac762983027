import SQL

extension Evaluation {
  /// The tables of the room.
  public static let migrations = [
    Migration("evaluation/0001-calls", calls), Migration("evaluation/0002-submissions", submissions),
    Migration("evaluation/0003-reviews", reviews), Migration("evaluation/0004-stages", stages),
    Migration("evaluation/0005-outcomes", outcomes), Migration("evaluation/0006-drafts", drafts),
    Migration("evaluation/0007-boards", boards),
  ]

  /// Boards of stages that everybody may see.
  private static let boards: [SQL] = [
    """
    CREATE TABLE boards (
      call_id BIGINT NOT NULL REFERENCES calls (id), stage TEXT NOT NULL, opened_at BIGINT NOT NULL, PRIMARY KEY (call_id, stage))
    """
  ]

  private static let calls: [SQL] = [
    """
    CREATE TABLE programmes (
      digest TEXT PRIMARY KEY, programme TEXT NOT NULL, version TEXT NOT NULL, text TEXT NOT NULL, loaded_at BIGINT NOT NULL)
    """,
    """
    CREATE TABLE calls (
      id \(.id) PRIMARY KEY, programme TEXT NOT NULL, digest TEXT NOT NULL REFERENCES programmes (digest), region TEXT NOT NULL,
      status TEXT NOT NULL, stage TEXT, plan TEXT NOT NULL, opens_at BIGINT NOT NULL, closes_at BIGINT NOT NULL,
      created_by BIGINT NOT NULL REFERENCES people (id), created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
      last_number BIGINT NOT NULL, version BIGINT NOT NULL)
    """,
    "CREATE INDEX calls_by_status ON calls (status, closes_at)",
  ]

  private static let submissions: [SQL] = [
    """
    CREATE TABLE submissions (
      id \(.id) PRIMARY KEY, call_id BIGINT NOT NULL REFERENCES calls (id), number BIGINT NOT NULL, state TEXT NOT NULL,
      applicant_id BIGINT NOT NULL REFERENCES people (id), holder_kind TEXT NOT NULL, holder_key BIGINT NOT NULL,
      unit_id BIGINT REFERENCES organizations (id), region TEXT NOT NULL, title TEXT NOT NULL, track TEXT, answers TEXT NOT NULL,
      is_renewal BIGINT NOT NULL, recommender_id BIGINT REFERENCES organizations (id), returns BIGINT NOT NULL,
      revisions BIGINT NOT NULL, version BIGINT NOT NULL, state_since BIGINT NOT NULL, due_at BIGINT, submitted_at BIGINT,
      created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, UNIQUE (call_id, number))
    """,
    "CREATE INDEX submissions_by_call ON submissions (call_id, state)",
    "CREATE INDEX submissions_by_applicant ON submissions (applicant_id)",
    "CREATE INDEX submissions_by_holder ON submissions (holder_kind, holder_key)",
    "CREATE INDEX submissions_due ON submissions (due_at)",
    """
    CREATE TABLE submission_versions (
      submission_id BIGINT NOT NULL REFERENCES submissions (id), version BIGINT NOT NULL, title TEXT NOT NULL,
      answers TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (submission_id, version))
    """,
    """
    CREATE TABLE submission_steps (
      submission_id BIGINT NOT NULL REFERENCES submissions (id), at BIGINT NOT NULL, step BIGINT NOT NULL, from_state TEXT,
      to_state TEXT NOT NULL, reason TEXT, version BIGINT NOT NULL, PRIMARY KEY (submission_id, step))
    """,
    """
    CREATE TABLE submission_authors (
      submission_id BIGINT NOT NULL REFERENCES submissions (id), position BIGINT NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL,
      role TEXT NOT NULL, person_id BIGINT REFERENCES people (id), confirmed_at BIGINT, declined_at BIGINT,
      PRIMARY KEY (submission_id, position))
    """,
    "CREATE INDEX submission_authors_by_person ON submission_authors (person_id)",
    """
    CREATE TABLE submission_files (
      id \(.id) PRIMARY KEY, submission_id BIGINT NOT NULL REFERENCES submissions (id), field TEXT NOT NULL, name TEXT NOT NULL,
      kind TEXT NOT NULL, bytes BIGINT NOT NULL, digest TEXT NOT NULL, clean_digest TEXT NOT NULL, added_at BIGINT NOT NULL)
    """,
    "CREATE INDEX submission_files_by_submission ON submission_files (submission_id)",
    """
    CREATE TABLE recommendations (
      submission_id BIGINT PRIMARY KEY REFERENCES submissions (id), call_id BIGINT NOT NULL REFERENCES calls (id),
      recommender_key TEXT NOT NULL, person_id BIGINT NOT NULL, place BIGINT NOT NULL, opinion TEXT NOT NULL, at BIGINT NOT NULL)
    """,
    "CREATE INDEX recommendations_by_recommender ON recommendations (call_id, recommender_key)",
    """
    CREATE TABLE checks (
      submission_id BIGINT NOT NULL REFERENCES submissions (id), version BIGINT NOT NULL, at BIGINT NOT NULL, call_id BIGINT NOT NULL,
      person_id BIGINT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (submission_id, version))
    """,
    "CREATE INDEX checks_by_call ON checks (call_id, person_id)",
  ]

  private static let reviews: [SQL] = [
    """
    CREATE TABLE reviewers (
      call_id BIGINT NOT NULL REFERENCES calls (id), person_id BIGINT NOT NULL REFERENCES people (id), state TEXT NOT NULL,
      most BIGINT NOT NULL, fields TEXT NOT NULL, invited_at BIGINT NOT NULL, answered_at BIGINT, PRIMARY KEY (call_id, person_id))
    """,
    "CREATE INDEX reviewers_by_person ON reviewers (person_id)",
    """
    CREATE TABLE review_preferences (
      call_id BIGINT NOT NULL, person_id BIGINT NOT NULL, submission_id BIGINT NOT NULL, preference BIGINT NOT NULL,
      PRIMARY KEY (call_id, person_id, submission_id))
    """,
    """
    CREATE TABLE conflicts (
      call_id BIGINT NOT NULL REFERENCES calls (id), submission_id BIGINT NOT NULL REFERENCES submissions (id),
      person_id BIGINT NOT NULL REFERENCES people (id), kind TEXT NOT NULL, detail TEXT NOT NULL, state TEXT NOT NULL,
      found_at BIGINT NOT NULL, decided_by BIGINT, reason TEXT, PRIMARY KEY (submission_id, person_id, kind))
    """,
    "CREATE INDEX conflicts_by_call ON conflicts (call_id)",
    """
    CREATE TABLE reviews (
      id \(.id) PRIMARY KEY, call_id BIGINT NOT NULL REFERENCES calls (id),
      submission_id BIGINT NOT NULL REFERENCES submissions (id), person_id BIGINT NOT NULL REFERENCES people (id),
      round BIGINT NOT NULL, state TEXT NOT NULL, assigned_at BIGINT NOT NULL, declared_at BIGINT, submitted_at BIGINT,
      sheet TEXT NOT NULL, version BIGINT NOT NULL, why TEXT NOT NULL, removed_reason TEXT,
      UNIQUE (submission_id, person_id, round))
    """,
    "CREATE INDEX reviews_by_person ON reviews (person_id, state)",
    "CREATE INDEX reviews_by_call ON reviews (call_id, submission_id)",
  ]

  private static let stages: [SQL] = [
    """
    CREATE TABLE visits (
      submission_id BIGINT PRIMARY KEY REFERENCES submissions (id), call_id BIGINT NOT NULL REFERENCES calls (id), day TEXT,
      visitors TEXT NOT NULL, checklist TEXT NOT NULL, summary TEXT NOT NULL, done_at BIGINT, done_by BIGINT, version BIGINT NOT NULL)
    """,
    """
    CREATE TABLE visit_photos (
      id \(.id) PRIMARY KEY, submission_id BIGINT NOT NULL REFERENCES submissions (id), digest TEXT NOT NULL, caption TEXT NOT NULL,
      added_by BIGINT NOT NULL, added_at BIGINT NOT NULL)
    """,
    "CREATE INDEX visit_photos_by_submission ON visit_photos (submission_id)",
    """
    CREATE TABLE panel_members (
      call_id BIGINT NOT NULL REFERENCES calls (id), person_id BIGINT NOT NULL REFERENCES people (id), role TEXT NOT NULL,
      is_present BIGINT NOT NULL, PRIMARY KEY (call_id, person_id))
    """,
    """
    CREATE TABLE panel_votes (
      call_id BIGINT NOT NULL REFERENCES calls (id), submission_id BIGINT NOT NULL REFERENCES submissions (id), state TEXT NOT NULL,
      present BIGINT, yes BIGINT, no BIGINT, abstained BIGINT, outcome TEXT, opened_at BIGINT NOT NULL, closed_at BIGINT,
      PRIMARY KEY (call_id, submission_id))
    """,
    // Who has voted and what was voted stand apart, without a time and in no order, so that a ballot stays secret.
    """
    CREATE TABLE panel_voters (
      submission_id BIGINT NOT NULL, person_id BIGINT NOT NULL, PRIMARY KEY (submission_id, person_id))
    """,
    """
    CREATE TABLE panel_ballots (
      submission_id BIGINT NOT NULL, token TEXT NOT NULL, choice TEXT NOT NULL, PRIMARY KEY (submission_id, token))
    """,
    """
    CREATE TABLE turns (
      id \(.id) PRIMARY KEY, call_id BIGINT NOT NULL REFERENCES calls (id), stage TEXT NOT NULL, round TEXT NOT NULL,
      submission_id BIGINT NOT NULL REFERENCES submissions (id), place BIGINT NOT NULL, state TEXT NOT NULL, topic BIGINT,
      started_at BIGINT, paused_ms BIGINT NOT NULL, stopped_at BIGINT, correct BIGINT, UNIQUE (call_id, stage, round, submission_id))
    """,
    """
    CREATE TABLE judges (
      call_id BIGINT NOT NULL REFERENCES calls (id), stage TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES people (id),
      PRIMARY KEY (call_id, stage, person_id))
    """,
    """
    CREATE TABLE turn_scores (
      turn_id BIGINT NOT NULL REFERENCES turns (id), person_id BIGINT NOT NULL, sheet TEXT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (turn_id, person_id))
    """,
    """
    CREATE TABLE draws (
      call_id BIGINT NOT NULL REFERENCES calls (id), purpose TEXT NOT NULL, commitment TEXT NOT NULL, seed TEXT NOT NULL,
      committed_at BIGINT NOT NULL, revealed_at BIGINT, PRIMARY KEY (call_id, purpose))
    """,
  ]

  private static let outcomes: [SQL] = [
    """
    CREATE TABLE decisions (
      submission_id BIGINT PRIMARY KEY REFERENCES submissions (id), call_id BIGINT NOT NULL REFERENCES calls (id),
      outcome TEXT NOT NULL, level TEXT, reason TEXT NOT NULL, score DOUBLE PRECISION, place BIGINT, decided_by BIGINT NOT NULL,
      decided_at BIGINT NOT NULL)
    """,
    "CREATE INDEX decisions_by_call ON decisions (call_id)",
    """
    CREATE TABLE approvals (
      call_id BIGINT NOT NULL REFERENCES calls (id), step BIGINT NOT NULL, person_id BIGINT NOT NULL, is_agreed BIGINT NOT NULL,
      reason TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (call_id, step))
    """,
    """
    CREATE TABLE public_notices (
      id \(.id) PRIMARY KEY, call_id BIGINT NOT NULL REFERENCES calls (id), first_day TEXT NOT NULL, last_day TEXT NOT NULL,
      published_by BIGINT NOT NULL, published_at BIGINT NOT NULL, ended_at BIGINT)
    """,
    "CREATE INDEX public_notices_by_call ON public_notices (call_id)",
    """
    CREATE TABLE objections (
      id \(.id) PRIMARY KEY, call_id BIGINT NOT NULL REFERENCES calls (id), submission_id BIGINT NOT NULL REFERENCES submissions (id),
      person_id BIGINT NOT NULL REFERENCES people (id), text TEXT NOT NULL, evidence TEXT NOT NULL, at BIGINT NOT NULL,
      state TEXT NOT NULL, handler_id BIGINT, answer TEXT, decided_at BIGINT)
    """,
    "CREATE INDEX objections_by_call ON objections (call_id)",
    """
    CREATE TABLE appeals (
      id \(.id) PRIMARY KEY, submission_id BIGINT NOT NULL REFERENCES submissions (id), call_id BIGINT NOT NULL,
      person_id BIGINT NOT NULL REFERENCES people (id), text TEXT NOT NULL, at BIGINT NOT NULL, due_day TEXT NOT NULL,
      state TEXT NOT NULL, handler_id BIGINT, answer TEXT, decided_at BIGINT)
    """,
    "CREATE INDEX appeals_by_submission ON appeals (submission_id)",
    """
    CREATE TABLE awards (
      id \(.id) PRIMARY KEY, call_id BIGINT NOT NULL REFERENCES calls (id), submission_id BIGINT NOT NULL UNIQUE REFERENCES submissions (id),
      programme TEXT NOT NULL, kind TEXT NOT NULL, level TEXT NOT NULL, holder_kind TEXT NOT NULL, holder_key BIGINT NOT NULL,
      unit_id BIGINT REFERENCES organizations (id), region TEXT NOT NULL, industry TEXT, title TEXT NOT NULL, first_day TEXT NOT NULL,
      last_day TEXT, status TEXT NOT NULL, status_index BIGINT NOT NULL UNIQUE, reason TEXT, rectify_by TEXT, changed_at BIGINT NOT NULL)
    """,
    "CREATE INDEX awards_by_holder ON awards (holder_kind, holder_key)",
    "CREATE INDEX awards_by_programme ON awards (programme, status)",
    "CREATE INDEX awards_by_end ON awards (status, last_day)",
    """
    CREATE TABLE duties (
      id \(.id) PRIMARY KEY, award_id BIGINT NOT NULL REFERENCES awards (id), duty TEXT NOT NULL, due_day TEXT NOT NULL,
      state TEXT NOT NULL, report TEXT NOT NULL, reported_at BIGINT, grade TEXT, reason TEXT, decided_by BIGINT, decided_at BIGINT,
      UNIQUE (award_id, duty, due_day))
    """,
    "CREATE INDEX duties_open ON duties (state, due_day)",
    "CREATE TABLE evaluation_reminders (reminder TEXT PRIMARY KEY, at BIGINT NOT NULL)",
    """
    CREATE TABLE credential_keys (
      kid TEXT PRIMARY KEY, private_key \(.blob) NOT NULL, public_key \(.blob) NOT NULL, made_at BIGINT NOT NULL, retired_at BIGINT)
    """,
  ]

  // What was typed into a form and is no answer, kept as it was typed.
  private static let drafts: [SQL] = [
    "CREATE TABLE submission_drafts (submission_id BIGINT PRIMARY KEY REFERENCES submissions (id), words TEXT NOT NULL)"
  ]
}
