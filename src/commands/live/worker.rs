//! Threads that answer queries, one for each list, so that typing never waits for an answer.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::requests::{Answer, PreviewRequest, Query, RequestId};
use crate::error::{Error, Result};
use crate::session::Session;

/// What is answered last waits until there has been no request for so long, as it takes longer than the next key may wait.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers the queries of one list.
pub trait Source: Send {
    /// Answers from another session from now on.
    fn renew(&mut self, session: Arc<Session>);

    /// Returns the rows that a query finds.
    fn rows(&mut self, query: &Query) -> Result<Answer>;

    /// Returns what is shown of a row.
    fn preview(&mut self, request: &PreviewRequest) -> Result<Option<Answer>>;

    /// Frees what only the list itself needs, as another one is shown.
    fn release(&mut self);

    /// Returns the request of which a part of the answer waits for a pause.
    fn incomplete(&self) -> Option<RequestId>;

    /// Returns the part of an answer that waits for a pause.
    fn more(&mut self) -> Result<Option<Answer>>;
}

/// A request to a worker.
pub enum Request {
    Rows(Query),
    Preview(PreviewRequest),
    Session(Arc<Session>),
    /// Another list is shown.
    Release,
}

/// What a worker sends.
pub enum Outcome {
    Answer(Answer),
    /// The worker has ended by a panic, which has been reported.
    Panic(Box<dyn Any + Send>),
}

/// Starts a thread for a source and returns where it takes requests. It ends when that is dropped. `send` returns whether
/// somebody still listens.
pub fn start(mut source: Box<dyn Source>, send: impl Fn(Outcome) -> bool + Send + 'static) -> Sender<Request> {
    let (requests, receiver) = channel();
    thread::spawn(move || {
        let serve = || serve(&mut *source, &receiver, &|answer| send(Outcome::Answer(answer)));
        if let Err(panic) = catch_unwind(AssertUnwindSafe(serve)) {
            send(Outcome::Panic(panic));
        }
    });
    requests
}

/// The latest requests of each kind. Older ones need no answer.
#[derive(Default)]
struct Pending {
    session: Option<Arc<Session>>,
    is_released: bool,
    query: Option<Query>,
    preview: Option<PreviewRequest>,
}

impl Pending {
    fn add(&mut self, request: Request) {
        match request {
            Request::Session(session) => self.session = Some(session),
            Request::Release => self.is_released = true,
            Request::Rows(query) => (self.query, self.is_released) = (Some(query), false),
            Request::Preview(request) => self.preview = Some(request),
        }
    }
}

/// Answers requests until nobody sends or listens any more.
fn serve(source: &mut dyn Source, requests: &Receiver<Request>, send: &dyn Fn(Answer) -> bool) {
    loop {
        let incomplete = source.incomplete();
        let received = match incomplete {
            Some(_) => requests.recv_timeout(PAUSE),
            None => requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        let mut answers: Vec<Option<Answer>> = Vec::new();
        match received {
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                answers.push(source.more().unwrap_or_else(|error| {
                    incomplete.map(|id| Answer::Incomplete { id, message: in_one_line(&error) })
                }))
            }
            Ok(request) => {
                let mut pending = Pending::default();
                pending.add(request);
                requests.try_iter().for_each(|request| pending.add(request));
                if let Some(session) = pending.session {
                    source.renew(session);
                }
                if pending.is_released {
                    source.release();
                }
                answers.extend(pending.query.map(|query| {
                    let problem = |error: Error| Answer::Problem { id: query.id, message: in_one_line(&error) };
                    Some(source.rows(&query).unwrap_or_else(problem))
                }));
                answers.extend(pending.preview.map(|request| {
                    let text = |error: Error| vec![in_one_line(&error).into()].into();
                    let problem = |error| Some(Answer::Preview { id: request.id, text: text(error) });
                    source.preview(&request).unwrap_or_else(problem)
                }));
            }
        }
        if !answers.into_iter().flatten().all(send) {
            return;
        }
    }
}

/// Returns what is wrong, without the query that stands above it anyway.
pub fn in_one_line(error: &Error) -> String {
    match error {
        Error::InvalidQuery { error, .. } => error.to_string(),
        error => super::rows::safe(error.to_string().lines().next().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::commands::live::rows::List;

    /// Answers each query with its number, and later once more. The query `panic` is a bug.
    #[derive(Default)]
    struct Numbers {
        answered: Vec<u64>,
        open: Option<u64>,
        fails_later: bool,
    }

    fn rows(id: u64, summary: &str) -> Answer {
        Answer::Rows { id, rows: Vec::new(), summary: summary.to_owned() }
    }

    impl Source for Numbers {
        fn renew(&mut self, _: Arc<Session>) {}

        fn release(&mut self) {}

        fn rows(&mut self, query: &Query) -> Result<Answer> {
            assert!(query.text != "panic");
            self.answered.push(query.id);
            self.open = Some(query.id);
            match query.text.as_str() {
                "wrong" => Err(Error::IndexBehind),
                _ => Ok(rows(query.id, "first")),
            }
        }

        fn preview(&mut self, _: &PreviewRequest) -> Result<Option<Answer>> {
            Ok(None)
        }

        fn incomplete(&self) -> Option<RequestId> {
            self.open.map(RequestId::Query)
        }

        fn more(&mut self) -> Result<Option<Answer>> {
            let id = self.open.take();
            if self.fails_later { Err(Error::IndexBehind) } else { Ok(id.map(|id| rows(id, "second"))) }
        }
    }

    fn query(id: u64, text: &str) -> Request {
        Request::Rows(Query { id, list: List::Notes, text: text.to_owned() })
    }

    #[test]
    fn only_the_newest_query_is_answered_and_the_rest_of_its_answer_follows() {
        let (requests, receiver) = channel();
        for id in 1..=3 {
            requests.send(query(id, "x")).expect("a receiver");
        }
        let mut numbers = Numbers::default();
        let summaries = RefCell::new(Vec::new());
        let send = |answer| {
            let Answer::Rows { id, summary, .. } = answer else { panic!("{answer:?}") };
            summaries.borrow_mut().push((id, summary));
            summaries.borrow().len() < 2
        };
        serve(&mut numbers, &receiver, &send);
        assert_eq!(summaries.into_inner(), [(3, "first".to_owned()), (3, "second".to_owned())]);
        assert_eq!(numbers.answered, [3]);
    }

    #[test]
    fn an_error_in_the_rest_of_an_answer_is_told() {
        let (requests, receiver) = channel();
        requests.send(query(1, "x")).expect("a receiver");
        let answers = RefCell::new(Vec::new());
        let send = |answer| {
            answers.borrow_mut().push(answer);
            answers.borrow().len() < 2
        };
        serve(&mut Numbers { fails_later: true, ..Numbers::default() }, &receiver, &send);
        let expected = in_one_line(&Error::IndexBehind);
        let told = matches!(
            answers.borrow().as_slice(),
            [Answer::Rows { .. }, Answer::Incomplete { id: RequestId::Query(1), message }] if *message == expected
        );
        assert!(told, "{answers:?}");
    }

    #[test]
    fn an_error_is_an_answer_and_a_panic_ends_the_worker() {
        let (outcomes, received) = channel();
        let requests = start(Box::<Numbers>::default(), move |outcome| outcomes.send(outcome).is_ok());
        requests.send(query(1, "wrong")).expect("a worker");
        let answered = received.recv();
        assert!(matches!(answered, Ok(Outcome::Answer(Answer::Problem { id: 1, .. }))));
        requests.send(query(2, "panic")).expect("a worker");
        let panicked = |outcome: &Outcome| matches!(outcome, Outcome::Panic(_));
        assert!(received.iter().any(|outcome| panicked(&outcome)));
    }
}
