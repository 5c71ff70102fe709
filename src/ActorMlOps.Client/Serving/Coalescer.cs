using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>
/// Puts rows that wait into one call, without waiting for more: while calls are under way what comes is queued, and goes out together as
/// soon as one of them is back. Only rows of one layout share a call.
/// </summary>
internal sealed class Coalescer(Func<PredictRequest, Task<PredictResponse>> call, ModelClientOptions options)
{
    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _inFlight;

    public Task<Prediction> PredictAsync(TensorBatch rows, CallerRows caller, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(rows, caller, timeout, cancellationToken);
        lock (_gate)
        {
            _waiting.Enqueue(waiting);
            if (_inFlight == options.CallsInFlight)
                return waiting.Task;
            _inFlight++;
        }
        _ = SendAsync();
        return waiting.Task;
    }

    private async Task SendAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                var request = new PredictRequest(
                    TensorBatch.Concat([.. batch.Select(w => w.Rows)]), [.. batch.Select(w => w.Caller)], batch[0].Timeout);
                Answer(batch, await call(request).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                foreach (var waiting in batch)
                    waiting.TrySetException(e);
            }
        }
    }

    private List<Waiting>? Take()
    {
        lock (_gate)
        {
            var batch = new List<Waiting>();
            var rows = 0;
            while (_waiting.TryPeek(out var next))
            {
                if (next.Cancelled)
                {
                    _waiting.Dequeue();
                    continue;
                }
                if (batch.Count > 0 && (rows + next.Rows.Rows > options.MaxRowsPerCall || next.Timeout != batch[0].Timeout || !next.Rows.SameLayout(batch[0].Rows)))
                    break;
                batch.Add(_waiting.Dequeue());
                rows += next.Rows.Rows;
            }
            if (batch.Count > 0)
                return batch;
            _inFlight--;
            return null;
        }
    }

    private void Answer(List<Waiting> batch, PredictResponse response)
    {
        foreach (var part in response.Parts)
        {
            if (part.Outcome == PredictOutcome.BadInput && part.Callers.Length > 1)
            {
                // The rows of one caller must not fail the others', and models without a batch dimension take one row a call.
                foreach (var caller in part.Callers)
                    _ = SendAloneAsync(batch[caller]);
                continue;
            }
            var first = 0;
            foreach (var caller in part.Callers)
            {
                var waiting = batch[caller];
                if (part.Outputs is { } outputs)
                {
                    waiting.TrySetResult(new(outputs.Slice(first, waiting.Rows.Rows), part.Version, part.Epoch, part.Role, part.Degraded));
                    first += waiting.Rows.Rows;
                }
                else
                {
                    waiting.TrySetException(new PredictionException(part.Outcome, part.Message ?? part.Outcome.ToString()));
                }
            }
        }
    }

    private async Task SendAloneAsync(Waiting waiting)
    {
        try
        {
            Answer([waiting], await call(new(waiting.Rows, [waiting.Caller], waiting.Timeout)).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            waiting.TrySetException(e);
        }
    }

    private sealed class Waiting : TaskCompletionSource<Prediction>
    {
        private readonly CancellationToken _cancellation;

        public Waiting(TensorBatch rows, CallerRows caller, TimeSpan? timeout, CancellationToken cancellation)
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            (Rows, Caller, Timeout, _cancellation) = (rows, caller, timeout, cancellation);
            if (cancellation.CanBeCanceled)
            {
                var registration = cancellation.UnsafeRegister(static w => ((Waiting)w!).TrySetCanceled(), this);
                Task.ContinueWith(static (_, r) => ((CancellationTokenRegistration)r!).Dispose(), registration, TaskScheduler.Default);
            }
        }

        public TensorBatch Rows { get; }

        public CallerRows Caller { get; }

        public TimeSpan? Timeout { get; }

        public bool Cancelled => _cancellation.IsCancellationRequested;
    }
}
