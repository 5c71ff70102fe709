using System.Diagnostics;
using System.Globalization;
using ActorMlOps.Serving;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace ActorMlOps.Client;

/// <summary>
/// Puts rows that wait into one call. Nothing waits for a timer: a call goes out as soon as it may, with all that has come by then. While
/// calls are under way another one must be worth it (<see cref="MaySend"/>); whatever is left goes out when one of them is back. Only
/// rows of one layout share a call.
/// </summary>
/// <param name="leastAlone">So many rows of one caller are a call of their own, sent at once on the caller's thread.</param>
internal sealed class Coalescer(
    Func<PredictRequest, Task<PredictResponse>> call, ModelClientOptions options, TimeProvider time, int leastAlone = int.MaxValue) : IThreadPoolWorkItem
{
    // Rows that wait for calls as short as this lose less by it than a call of their own costs everybody.
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private WaitingRows? _first;
    private WaitingRows? _last;
    private int _waitingRows;
    private int _rowsInFlight;
    private int _inFlight;
    private int _lastRows = 1;
    private bool _sending;
    private long _callTicks;

    /// <exception cref="ArgumentOutOfRangeException">The timeout is not above zero.</exception>
    public Task<Prediction> PredictAsync(TensorBatch rows, in CallerRows caller, TimeSpan? timeout, CancellationToken cancellationToken) =>
        // What is stacked is cut by row counts: rows that do not have their bytes would shift the answers of other callers.
        rows.FindError() is { } error
            ? Refuse(PredictOutcome.BadInput, error)
            : PredictAsync(new CallerInputs(rows), caller, timeout, cancellationToken);

    /// <param name="inputs">Have the bytes that their layout says.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not above zero.</exception>
    public Task<Prediction> PredictAsync(in CallerInputs inputs, in CallerRows caller, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (timeout is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeout));
        if (inputs.Rows >= leastAlone && TaskScheduler.Current == TaskScheduler.Default)
        {
            var own = new WaitingRows(inputs, caller, timeout, time, cancellationToken, alone: true);
            _ = AskAsync([own]);
            return own.Task;
        }
        var waiting = new WaitingRows(inputs, caller, timeout, time, cancellationToken);
        bool send, alone;
        lock (_gate)
        {
            if (_waitingRows > 0 && _waitingRows + inputs.Rows > options.MaxWaitingRows)
            {
                waiting.Fail(new PredictionException(
                    PredictOutcome.Overloaded,
                    string.Create(CultureInfo.InvariantCulture, $"{_waitingRows} rows wait to be sent; at most {options.MaxWaitingRows} may. Try again later.")));
                return waiting.Task;
            }
            _last = _last is null ? _first = waiting : _last.Next = waiting;
            _waitingRows += inputs.Rows;
            send = StartSending();
            alone = _lastRows == 1;
        }
        if (!send)
            return waiting.Task;
        // Not on the caller's thread, unless nobody else seems to be about: those who come along with it get into the same call. And never
        // in a grain's turn.
        if (alone && TaskScheduler.Current == TaskScheduler.Default)
            SendAll();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return waiting.Task;
    }

    void IThreadPoolWorkItem.Execute() => SendAll();

    private void SendAll()
    {
        while (Take() is { } batch)
            _ = CallAsync(batch);
    }

    /// <summary>
    /// One call may always be under way. Another is worth its cost if enough rows wait for it, or if the calls under way take long.
    /// </summary>
    private bool MaySend =>
        _waitingRows > 0
        && (_inFlight == 0
            || (_inFlight < options.CallsInFlight
                && (_waitingRows >= options.MaxRowsPerCall || _waitingRows >= _rowsInFlight * 2 || TimeSpan.FromTicks(_callTicks) > Short)));

    private bool StartSending()
    {
        if (_sending || !MaySend)
            return false;
        return _sending = true;
    }

    private List<WaitingRows>? Take()
    {
        lock (_gate)
        {
            while (MaySend)
            {
                var batch = new List<WaitingRows>(Math.Min(_waitingRows, options.MaxRowsPerCall));
                var rows = 0;
                while (_first is { } next)
                {
                    var first = batch.Count > 0 ? batch[0] : next;
                    if (!next.Over
                        && batch.Count > 0
                        && !(rows + next.Inputs.Rows <= options.MaxRowsPerCall && next.Timeout == first.Timeout && next.Inputs.SameLayout(first.Inputs)))
                        break;
                    _first = next.Next;
                    next.Next = null;
                    _waitingRows -= next.Inputs.Rows;
                    if (next.Over)
                        continue;
                    batch.Add(next);
                    rows += next.Inputs.Rows;
                }
                if (_first is null)
                    _last = null;
                if (batch.Count == 0)
                    continue;
                _inFlight++;
                _rowsInFlight += rows;
                _lastRows = rows;
                return batch;
            }
            _sending = false;
            return null;
        }
    }

    private async Task CallAsync(List<WaitingRows> batch)
    {
        var rows = 0;
        foreach (var waiting in batch)
            rows += waiting.Inputs.Rows;
        var sent = time.GetTimestamp();
        // The call is part of one trace only: of the one that has waited longest.
        if (batch[0].Activity is { } activity)
            Activity.Current = activity;
        // One caller's values may be what the model fails on: the others must not suffer.
        foreach (var alone in await AskAsync(batch).ConfigureAwait(false))
        {
            if (!alone.Over)
                await AskAsync([alone]).ConfigureAwait(false);
        }
        var took = time.GetElapsedTime(sent).Ticks;
        bool send;
        lock (_gate)
        {
            _inFlight--;
            _rowsInFlight -= rows;
            _callTicks += (took - _callTicks) / 4;
            send = StartSending();
        }
        if (send)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    // Answers every caller but those that it returns: they were refused together and are to be asked for one by one.
    private async ValueTask<IReadOnlyList<WaitingRows>> AskAsync(List<WaitingRows> batch)
    {
        List<WaitingRows>? alone = null;
        for (var attempt = 0; ; attempt++)
        {
            string why;
            Exception? lost = null;
            try
            {
                var callers = new CallerRows[batch.Count];
                for (var i = 0; i < callers.Length; i++)
                    callers[i] = batch[i].Caller;
                // The last one came last: it has the most time left.
                var request = new PredictRequest(CallerInputs.Stack(batch), callers, batch[^1].TimeLeft(), attempt);
                var response = await call(request).ConfigureAwait(false);
                if (Answer(batch, response, ref alone) is not { } stopping)
                    return alone ?? [];
                if (alone is not null)
                    batch.RemoveAll(alone.Contains);
                why = stopping;
            }
            catch (Exception error) when (IsLost(error))
            {
                (lost, why) = (error, error.Message);
            }
            catch (Exception error)
            {
                Fail(batch, error);
                return alone ?? [];
            }
            if (attempt == options.Retries)
            {
                Fail(batch, new PredictionException(PredictOutcome.Unavailable, $"No silo answered in {attempt + 1} attempts: {why}", lost));
                return alone ?? [];
            }
            // Inference changes nothing, so it may be repeated; rows that were executed and whose answer got lost are counted as an attempt.
            if (attempt > 0)
                await Task.Delay(FirstPause * (1 << Math.Min(attempt - 1, 6)), time).ConfigureAwait(false);
            batch.RemoveAll(static w => w.Over);
            if (batch.Count == 0)
                return alone ?? [];
        }
    }

    // The silo or the way to it is gone; another one may answer.
    private static bool IsLost(Exception error) =>
        error is SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException or ClientNotAvailableException;

    /// <param name="alone">Gets the callers that are to be asked for one by one.</param>
    /// <returns>Null if every other caller has its answer; otherwise what a silo said that is stopping: they are to be asked for once more.</returns>
    private static string? Answer(List<WaitingRows> batch, PredictResponse response, ref List<WaitingRows>? alone)
    {
        string? stopping = null;
        var answered = 0;
        foreach (var part in response.Parts)
        {
            var callers = part.Callers?.Length ?? batch.Count;
            var error = part.Outcome == PredictOutcome.Ok ? FindError(batch, part) : null;
            for (int i = 0, first = 0; i < callers; i++)
            {
                var waiting = batch[part.Callers?[i] ?? i];
                answered++;
                if (part.Outcome == PredictOutcome.Ok)
                {
                    if (error is null)
                        waiting.Answer(new(part, first, waiting.Inputs.Rows));
                    else
                        waiting.Fail(new PredictionException(PredictOutcome.Unavailable, error));
                    first += waiting.Inputs.Rows;
                }
                else if (part.Outcome == PredictOutcome.BadInput && callers > 1)
                {
                    (alone ??= []).Add(waiting);
                }
                else if (part.Outcome == PredictOutcome.SiloStopping)
                {
                    stopping = part.Message ?? "The silo is stopping.";
                }
                else
                {
                    waiting.Fail(new PredictionException(part.Outcome, part.Message ?? part.Outcome.ToString()));
                }
            }
        }
        if (answered < batch.Count)
        {
            Fail(batch.Except(alone ?? []), new PredictionException(PredictOutcome.Unavailable, "The silo's answer leaves these rows out."));
            return null;
        }
        return stopping;
    }

    private static string? FindError(List<WaitingRows> batch, PredictionPart part)
    {
        var rows = 0;
        for (var i = 0; i < (part.Callers?.Length ?? batch.Count); i++)
            rows += batch[part.Callers?[i] ?? i].Inputs.Rows;
        return part.Outputs is not { } outputs ? "The silo's answer has no outputs."
            : outputs.Rows != rows ? $"The silo answered {outputs.Rows} rows; {rows} were asked for."
            : Array.Find(outputs.Tensors, t => t.Type != TensorType.Bytes && t.Data.Length != rows * t.ElementsPerRow * t.Type.Size()) is { } cut
                ? $"Output '{cut.Name}' of the silo's answer does not have {rows} rows."
            : null;
    }

    private static void Fail(IEnumerable<WaitingRows> batch, Exception error)
    {
        foreach (var waiting in batch)
            waiting.Fail(error);
    }

    private static Task<Prediction> Refuse(PredictOutcome outcome, string message) =>
        Task.FromException<Prediction>(new PredictionException(outcome, message));
}
