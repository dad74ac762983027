// What a log of events comes to, and what a door says to a ticket: the same rules as GateState.swift and GateCheck.swift, held
// together by the examples in Tests/Fixtures/gate.json.
const minute = 60_000;
const change = (event) => (event.kind === "exit" ? -event.people : event.people);

// In the order in which it happened: by time, then by device and number.
export function ordered(events) {
  const known = new Map();
  for (const event of events) {
    const mark = `${event.device} ${event.number}`;
    if (!known.has(mark)) known.set(mark, event);
  }
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return [...known.values()].sort((a, b) => a.at - b.at || compare(a.device, b.device) || a.number - b.number);
}

// The state after a log. `capacity` is { people, refill } or null, `booked` has the people of each booking.
export function stateOf(events, capacity, booked = {}) {
  const state = { inside: 0, came: 0, most: 0, walkIns: 0, bookings: {}, isFull: capacity ? capacity.people <= 0 : false };
  for (const event of ordered(events)) {
    state.inside += change(event);
    state.most = Math.max(state.most, state.inside);
    if (event.kind !== "exit") state.came += event.people;
    if (event.kind === "walk_in") state.walkIns += event.people;
    if (event.booking) attend((state.bookings[event.booking] ??= { entries: [], came: 0, left: 0, most: 0, isCounted: false }), event);
    if (!capacity) continue;
    if (state.inside >= capacity.people) state.isFull = true;
    else if (state.inside <= capacity.people - capacity.refill) state.isFull = false;
  }
  state.doubles = Object.keys(state.bookings).filter((id) => {
    const attendance = state.bookings[id];
    return id in booked && attendance.most > booked[id] && attendance.entries.length > 1;
  }).sort();
  state.places = capacity ? (state.isFull ? 0 : Math.max(0, capacity.people - state.inside)) : null;
  state.leaveFirst = state.isFull ? Math.max(1, state.inside - (capacity.people - capacity.refill)) : null;
  return state;
}

function attend(attendance, event) {
  if (event.kind === "exit") attendance.left += event.people; else attendance.came += event.people;
  if (event.kind === "entry" || event.kind === "group") attendance.entries.push(event);
  if (event.kind === "group") attendance.isCounted = true;
  attendance.inside = attendance.came - attendance.left;
  attendance.most = Math.max(attendance.most, attendance.inside);
}

// What the door says to a ticket whose signature is good. `roster` has the lines of the day by booking.
export function answerTicket(door, ticket, now, state) {
  if (ticket.base !== door.base) return { answer: "otherBase" };
  const line = door.roster[ticket.booking];
  if (!line) return answerLine(door, { ...ticket, cancelled: false, name: "" }, now, state);
  if (line.cancelled) return { answer: "cancelled" };
  if (ticket.serial < line.serial) return { answer: "replaced" };
  return answerLine(door, line, now, state);
}

// What it says to a booking that was found in the roster.
export function answerLine(door, line, now, state) {
  if (line.cancelled) return { answer: "cancelled" };
  const attendance = state.bookings[line.booking];
  const first = attendance?.entries[0];
  if (!first) return inTime(door, line, line.people, now, state);
  const outside = attendance.isCounted ? attendance.left : line.people - attendance.inside;
  if (outside <= 0) return { answer: "seen", first, inside: attendance.inside };
  if (attendance.left > 0) return fitting({ answer: "back", people: outside }, state);
  return inTime(door, line, outside, now, state);
}

function inTime({ rules }, line, people, now, state) {
  const opens = line.starts - rules.early * minute;
  if (now < opens) return { answer: "early", at: opens };
  const closes = Math.min(rules.late === null ? line.ends : line.starts + rules.late * minute, line.ends);
  if (now > closes) return { answer: "late", at: closes };
  return fitting({ answer: "welcome", people }, state);
}

function fitting(answer, state) {
  if (state.places === null || state.places >= answer.people) return answer;
  return { answer: "full", people: answer.people, places: state.places, leaveFirst: state.leaveFirst };
}
