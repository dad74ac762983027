import Places
import SQL
import Site

/// What pages say of schools' visits.
struct SchoolWords {
  let t: Localizer

  func state(_ state: SchoolVisit.State) -> String {
    switch state {
    case .draft: t.context("school visit", "Draft")
    case .sent: t("Waits for the head of the school")
    case .returned: t("Sent back by the head")
    case .confirmed: t("Waits for the base")
    case .accepted: t.context("school visit", "Accepted")
    case .done: t.context("school visit", "Took place")
    case .declined: t.context("school visit", "Declined")
    case .withdrawn: t.context("school visit", "Withdrawn")
    }
  }

  func stage(_ stage: SchoolStage) -> String {
    switch stage {
    case .preschool: t("Kindergarten")
    case .primary: t("Primary school")
    case .junior: t("Junior middle school")
    case .senior: t("Senior middle school")
    }
  }

  func step(_ kind: SchoolVisitStep.Kind) -> String {
    switch kind {
    case .drafted: t("Draft begun")
    case .sent: t("Sent to the head")
    case .returned: t("Sent back")
    case .confirmed: t("Confirmed by the head")
    case .accepted: t("Accepted by the base")
    case .declined: t("Declined by the base")
    case .withdrawn: t("Withdrawn by the school")
    case .counted: t("Visit counted")
    }
  }

  func part(_ part: SchoolVisitPlan.Part) -> String {
    switch part {
    case .classes: t("Classes")
    case .teachers: t("Teachers")
    case .purpose: t("Purpose of the visit")
    case .contact: t("Who is in charge on the day, with a telephone")
    case .safetyPlan: t("Safety plan")
    case .insurance: t("Insurance: company and number")
    case .vehicle: t("Vehicle, its licence and its driver's")
    }
  }

  func join(_ parts: [String]) -> String { parts.joined(separator: t.language == .en ? ", " : "、") }

  /// Why a step was not made; bookings are refused by the first base of the visit, as only tours have several.
  func sentence(_ refusal: SchoolRefusal, at base: Base?) -> String {
    switch refusal {
    case .missing(let parts): t("Before this can be sent, please fill in: {parts}.", ["parts": join(parts.map(part))])
    case .booking(let why):
      TourWords(t: t).sentence(.leg(0, base: base?.facts.names ?? LocalizedText(zhHans: "—"), why))
    case .tour(let why): TourWords(t: t).sentence(why)
    case .otherParty(let party):
      t("The tour is booked for {party}; the classes and teachers have to be as many.", ["party": TourWords(t: t).party(party)])
    case .tooEarly: t("The visit has not begun yet.")
    case .wrongState: t("The visit is not in a state in which this can be done.")
    case .changedMeanwhile: t("Somebody else changed this meanwhile; please look at it again.")
    case .notFound: t("There is nothing at this address any more.")
    }
  }
}
