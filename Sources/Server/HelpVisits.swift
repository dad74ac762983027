import Site

/// The parts of the page of help about visits.
struct HelpVisits {
  let t: Localizer

  var visitors: HelpPages.Part {
    HelpPages.Part(
      key: "visits", heading: t("Booking a visit"),
      steps: [
        (
          t(
            "Open the page of a base, choose a day and a time, and say how many people come; the places are kept while you fill in your name."
          ), "/bases", t("Bases")
        ),
        (
          t(
            "You need no account. The address of the ticket is your key: keep it, there you change the party or give places back."
          ),
          "/bases", t("Bases")
        ),
        (
          t("With an account your visits stand on one page, and you are reminded the day before."), "/me/visits", t("My visits")
        ),
        (
          t("When a session is full, join the waiting list; places that come back are held for you for a while."), "/bases",
          t("Bases")
        ),
        (
          t(
            "When a visit cannot take place, it is moved or given back and you are told: on your page of messages, by mail, or by a call of the base."
          ), "/me/messages", t("Messages")
        ),
        (t("Whoever misses visits again and again cannot book for some time, and can appeal."), "/me/visits", t("My visits")),
        (
          t("Plan a science day over two to four bases: it is booked whole or not at all, with a sheet to take along."),
          "/tours/plan", t("Plan a science day")
        ),
        (t("Where places are drawn, ask within the window; anybody can make the draw again."), "/draws", t("Draws of places")),
      ])
  }

  var schools: HelpPages.Part {
    HelpPages.Part(
      key: "school-visits", heading: t("Teachers and heads"),
      steps: [
        (
          t("A teacher chooses a session, writes who comes and how they are looked after, and sends it to the head."),
          "/school-visits", t("School visits")
        ),
        (
          t("The head confirms or sends it back; the places are kept for so long. Whoever is late is reminded."),
          "/school-visits",
          t("School visits")
        ),
        (
          t(
            "When the base has accepted, there is a receipt that anybody can check, and a form to file with the education office."
          ),
          "/school-visits", t("School visits")
        ),
        (t("Two to four bases on one day: let a tour be planned, and book all of it or nothing."), "/tours", t("Science days")),
        (
          t("An agreement keeps sessions of a term for your school; you or the base propose it, and the other side signs."),
          "/school-agreements", t("School agreements")
        ),
        (t("After the visit, say how it was."), "/school-visits", t("School visits")),
      ])
  }

  var hosts: HelpPages.Part {
    HelpPages.Part(
      key: "hosts", heading: t("Visits to your base"),
      steps: [
        (
          t("Say on which days and at which times people can come, and which rules hold; sessions are made sixty days ahead."),
          "/desk/visits", t("Visits and bookings")
        ),
        (
          t("At a session you see who comes, print the list, and book for whoever telephones."), "/desk/visits",
          t("Visits and bookings")
        ),
        (
          t("When you have to close, look first at what happens to the bookings, then close: all are moved or told in one step."),
          "/desk/visits", t("Visits and bookings")
        ),
        (
          t("Whoever gave only a telephone number has to be called: the session shows the number when you give a reason."),
          "/desk/visits", t("Visits and bookings")
        ),
        (
          t("Answer the visits of schools in time; propose agreements to schools that come often."), "/school-agreements",
          t("School agreements")
        ),
        (
          t("Say whether groups can have lunch with you: only then are science days planned that stop at your base for it."),
          "/desk/visits", t("Visits and bookings")
        ),
        (
          t("Keep places for schools, groups or concessions until a day of your choice, and say for which ages an offer is."),
          "/desk/visits", t("Visits and bookings")
        ),
        (t("At the door a phone reads tickets, also without a connection."), "/desk/visits", t("Visits and bookings")),
      ])
  }
}
