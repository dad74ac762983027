import Journal
import People
import Places
import SQL

extension Schools {
  /// The teacher sends the visit to the head. Its places are kept as long as the head has time; a tour has its places already.
  ///
  /// - Throws: `SchoolRefusal`; then nothing has changed.
  public func send(_ id: ID<SchoolVisit>, by person: ID<Person>, in writer: Writer) throws -> SchoolVisit {
    try step(writer) {
      var visit = try visit(id, writer)
      guard visit.state.isWritable else { throw SchoolRefusal.wrongState }
      let missing = visit.plan.missing
      guard missing.isEmpty else { throw SchoolRefusal.missing(missing) }
      let end = visits.clock.now() + .seconds(Int64(policy.headDays) * 86_400)
      if let trip = visit.trip {
        try check(visit, trip, by: person, in: writer)
      } else {
        for var leg in try writer.legs(of: id) {
          let wanted = try request(visit, leg, writer)
          let drawn = try takeUpDrawn(wanted, for: id, by: person, in: writer)
          let kept = try drawn ?? agreements?.takeUp(wanted, for: visit.school, until: end, by: person, in: writer)
          leg.booking = try (kept ?? visits.hold(wanted, until: end, by: .person(person), in: writer)).id
          try writer.update(leg, of: id)
        }
      }
      visit.state = .sent
      visit.due = end
      try store(&visit, writer)
      try note(.sent, visit, by: person, in: writer)
      return visit
    }
  }

  /// The head sends the visit back to the teacher; its places are free again, those of a tour stay with the teacher.
  public func sendBack(
    _ id: ID<SchoolVisit>, reason: String, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolVisit {
    try step(writer) {
      var visit = try visit(id, writer)
      guard visit.state == .sent else { throw SchoolRefusal.wrongState }
      // What a school was drawn for it keeps while its teacher writes the plan anew.
      if visit.trip == nil { try free(visit, reason: reason, isByOffice: true, keepsDrawn: true, by: person, in: writer) }
      visit.state = .returned
      visit.due = nil
      try store(&visit, writer)
      try note(.returned, visit, by: person, reason: reason, in: writer)
      return visit
    }
  }

  /// The head confirms in the name of the school: places that are kept are booked, a tour is confirmed.
  ///
  /// Places that were kept no more are taken again, if they are still free.
  public func confirm(_ id: ID<SchoolVisit>, by person: ID<Person>, in writer: Writer) throws -> SchoolVisit {
    try step(writer) {
      var visit = try visit(id, writer)
      guard visit.state == .sent else { throw SchoolRefusal.wrongState }
      if let trip = visit.trip {
        _ = try tours.confirm(trip, by: .person(person), in: writer)
      } else {
        for leg in try writer.legs(of: id) { try book(leg, visit, by: person, in: writer) }
      }
      visit.state = .confirmed
      visit.due = visits.clock.now() + .seconds(Int64(policy.baseDays) * 86_400)
      try store(&visit, writer)
      try note(.confirmed, visit, by: person, in: writer)
      return visit
    }
  }

  /// A base accepts. When the last of the bases has, the visit is accepted and its receipt holds.
  public func accept(
    _ id: ID<SchoolVisit>, at base: ID<Base>, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolVisit {
    try step(writer) {
      var visit = try visit(id, writer)
      var legs = try writer.legs(of: id)
      guard visit.state == .confirmed, let place = legs.firstIndex(where: { $0.base == base && $0.answer == .waiting }) else {
        throw SchoolRefusal.wrongState
      }
      guard let booking = try legs[place].booking.flatMap({ try writer.booking($0) }), booking.state == .booked else {
        throw SchoolRefusal.booking(.cancelled)
      }
      legs[place].answer = .accepted
      try writer.update(legs[place], of: id)
      if legs.allSatisfy({ $0.answer == .accepted }) {
        visit.state = .accepted
        visit.due = nil
      }
      try store(&visit, writer)
      try note(.accepted, visit, by: person, base: base, in: writer)
      return visit
    }
  }

  /// A base cannot take the visit: all its places at all bases are free again.
  public func decline(
    _ id: ID<SchoolVisit>, at base: ID<Base>, reason: String, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolVisit {
    try step(writer) {
      var visit = try visit(id, writer)
      guard visit.state == .confirmed || visit.state == .accepted,
        var leg = try writer.legs(of: id).first(where: { $0.base == base }), leg.came == nil
      else { throw SchoolRefusal.wrongState }
      leg.answer = .declined
      try writer.update(leg, of: id)
      try free(visit, reason: reason, isByOffice: true, by: person, in: writer)
      visit.state = .declined
      visit.due = nil
      try store(&visit, writer)
      try note(.declined, visit, by: person, base: base, reason: reason, in: writer)
      return visit
    }
  }

  /// The school does not come: all places are free again. Until when it may say so, the bases' rules tell.
  public func withdraw(
    _ id: ID<SchoolVisit>, reason: String, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolVisit {
    try step(writer) {
      var visit = try visit(id, writer)
      guard visit.state.isOpen, try writer.legs(of: id).allSatisfy({ $0.came == nil }) else { throw SchoolRefusal.wrongState }
      try free(visit, reason: reason, isByOffice: false, by: person, in: writer)
      visit.state = .withdrawn
      visit.due = nil
      try store(&visit, writer)
      try note(.withdrawn, visit, by: person, reason: reason, in: writer)
      return visit
    }
  }

  /// A base notes how many came. When all bases have, the visit is done, and counts for the school and for the bases.
  public func count(
    _ people: Int, at base: ID<Base>, of id: ID<SchoolVisit>, by person: ID<Person>, in writer: Writer
  ) throws -> SchoolVisit {
    try step(writer) {
      var visit = try visit(id, writer)
      var legs = try writer.legs(of: id)
      guard visit.state == .accepted, people > 0, let place = legs.firstIndex(where: { $0.base == base && $0.came == nil }),
        let booking = legs[place].booking
      else { throw SchoolRefusal.wrongState }
      let session = try visits.known(legs[place].session, writer).session
      guard visits.clock.now() >= session.starts else { throw SchoolRefusal.tooEarly }
      _ = try visits.attend(booking, by: .person(person), in: writer)
      legs[place].came = people
      try writer.update(legs[place], of: id)
      if legs.allSatisfy({ $0.came != nil }) { visit.state = .done }
      try store(&visit, writer)
      try note(.counted, visit, by: person, base: base, in: writer)
      return visit
    }
  }
}

extension Schools {
  private func request(_ visit: SchoolVisit, _ leg: SchoolVisitLeg, _ reader: Reader) throws -> BookingRequest {
    guard let school = try reader.organization(visit.school) else { throw SchoolRefusal.notFound }
    // The school books, whichever of its teachers writes: what it misses counts for the school.
    let booker = "o:\(visit.school)"
    var request = BookingRequest(
      session: leg.session, audience: .school, party: visit.plan.party, person: visit.teacher, booker: booker, contact: booker,
      name: school.names.zhHans)
    request.stages = Set(visit.plan.classes.map(\.stage))
    return request
  }

  /// Writes what the school says into the day sheet of the tour, and looks whether it can be confirmed as it stands.
  private func check(_ visit: SchoolVisit, _ id: ID<Trip>, by person: ID<Person>, in writer: Writer) throws {
    guard let trip = try writer.trip(id), trip.state == .booked else { throw SchoolRefusal.wrongState }
    guard trip.request.party == visit.plan.party else { throw SchoolRefusal.otherParty(booked: trip.request.party) }
    // The tour may have been given another base meanwhile.
    let bookings = Set(try writer.bookings(of: id).filter(\.state.isOpen).map(\.id))
    guard bookings == Set(try writer.legs(of: visit.id).compactMap(\.booking)) else { throw SchoolRefusal.wrongState }
    var sheet = trip.sheet
    sheet.contact = visit.plan.contact
    sheet.safetyPlan = visit.plan.safetyPlan
    sheet.insurance = visit.plan.insurance
    sheet.vehicle = visit.plan.vehicle
    if !visit.plan.weather.isEmpty { sheet.weather = visit.plan.weather }
    if !visit.plan.filing.isEmpty { sheet.filing = visit.plan.filing }
    let written = try tours.write(sheet, of: id, by: .person(person), in: writer)
    let faults = try tours.faults(written, writer)
    guard faults.isEmpty else { throw SchoolRefusal.tour(.faults(faults)) }
  }

  private func book(
    _ leg: SchoolVisitLeg, _ visit: SchoolVisit, by person: ID<Person>, in writer: Writer
  ) throws {
    if let booking = try leg.booking.flatMap({ try writer.booking($0) }), booking.state.isOpen {
      _ = try visits.confirm(booking.id, by: .person(person), in: writer)
      return
    }
    var leg = leg
    leg.booking = try visits.book(request(visit, leg, writer), by: .person(person), in: writer).id
    try writer.update(leg, of: visit.id)
  }

  /// Places of the school that came by a draw, with the party that really comes; `nil` where there are none in the session.
  ///
  /// - Throws: `BookingRefusal`, where more come than were asked for in the draw.
  private func takeUpDrawn(
    _ request: BookingRequest, for visit: ID<SchoolVisit>, by person: ID<Person>, in writer: Writer
  ) throws -> Booking? {
    guard let drawn = try writer.drawnBooking(of: request.booker, in: request.session, for: visit) else { return nil }
    return try visits.change(drawn, to: request.party, stages: request.stages, by: .person(person), in: writer)
  }

  private func free(
    _ visit: SchoolVisit, reason: String, isByOffice: Bool, keepsDrawn: Bool = false, by person: ID<Person>, in writer: Writer
  ) throws {
    for leg in try writer.legs(of: visit.id) {
      if keepsDrawn, let booking = leg.booking, try writer.isDrawn(booking) { continue }
      guard let booking = try leg.booking.flatMap({ try writer.booking($0) }), booking.state.isOpen else { continue }
      try visits.cancel(booking.id, reason: reason, isByOffice: isByOffice, by: .person(person), in: writer)
    }
    guard let trip = try visit.trip.flatMap({ try writer.trip($0) }), trip.state != .cancelled else { return }
    _ = try tours.cancel(trip.id, reason: reason, by: .person(person), in: writer)
  }
}
