import Site

/// Why something cannot be done in a round.
enum EvaluationRefusal: Error, Sendable, Equatable {
  /// The step does not lead from where the submission stands.
  case wrongState
  /// The call is not open, or not at this stage.
  case wrongStage
  case changedMeanwhile
  case tooLate
  case tooEarly
  /// Whoever took part in a round decides no objection and no appeal in it.
  case tookPart
  case conflict
  case notEligible
  case incomplete
  case quota(level: String, most: Int)
  case stillOpen(Int)
  case approvalMissing
  case noQuorum
  case panelTooSmall(Int)
  case panelEven
  case onlyOnce
  /// A reviewer has as many as they agreed to, or their unit as many reviewers as it may have.
  case overLimit
  case notAllowed
  /// A share that the programme sets is not kept (§13).
  case share(fact: String, isTooMany: Bool)
  /// More files than a question takes.
  case tooManyFiles(Int)
  /// A pledge, a level or a reviewer that is not there.
  case unknown(String)

  func sentence(_ t: Localizer) -> String {
    switch self {
    case .wrongState: t("This step is not possible where the submission stands now. Please look at it again.")
    case .wrongStage: t("The round is not at this stage.")
    case .changedMeanwhile: t("Somebody else changed this meanwhile. Please look at it again.")
    case .tooLate: t("The time for this is over.")
    case .tooEarly: t("It is too early for this.")
    case .tookPart: t("Whoever took part in the round cannot decide this.")
    case .conflict: t("There is a conflict of interest.")
    case .notEligible: t("Not all conditions are met.")
    case .incomplete: t("Something that is needed is still missing.")
    case .quota(let level, let most):
      t("“{level}” can be given to {most} at most.", ["level": level, "most": t.number(most)])
    case .stillOpen(let count):
      t.plural("{count} submission is not finished in this stage.", "{count} submissions are not finished in this stage.", count)
    case .approvalMissing: t("Not all offices have agreed yet.")
    case .noQuorum: t("Too few of the panel are present for a vote.")
    case .panelTooSmall(let least): t("The panel needs at least {least} members.", ["least": t.number(least)])
    case .panelEven: t("The panel needs an odd number of members.")
    case .onlyOnce: t("This was done already.")
    case .overLimit: t("A limit is reached: of what the reviewer agreed to, or of reviewers of one unit.")
    case .notAllowed: t("You may not do this.")
    case .share(let fact, isTooMany: true):
      t("More of them than the programme allows are “{fact}”.", ["fact": fact])
    case .share(let fact, isTooMany: false):
      t("Fewer of them than the programme asks for are “{fact}”.", ["fact": fact])
    case .tooManyFiles(let most): t("Please leave {limit} files at most.", ["limit": t.number(most)])
    case .unknown(let what): t("“{what}” is not known here.", ["what": what])
    }
  }
}
