using System.Globalization;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>One caller's rows until they are answered, cancelled or out of time.</summary>
internal sealed class WaitingRows : TaskCompletionSource<Prediction>
{
    // Timers reach no further; nobody waits that long.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly CancellationToken _cancellation;
    private readonly TimeProvider _time;
    private readonly long _since;

    public WaitingRows(TensorBatch rows, CallerRows caller, TimeSpan? timeout, TimeProvider time, CancellationToken cancellation)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        (Rows, Caller, Timeout, _time, _cancellation) = (rows, caller, timeout, time, cancellation);
        if (cancellation.CanBeCanceled)
        {
            var registration = cancellation.UnsafeRegister(static (w, token) => ((WaitingRows)w!).TrySetCanceled(token), this);
            Task.ContinueWith(static (_, r) => ((CancellationTokenRegistration)r!).Dispose(), registration, TaskScheduler.Default);
        }
        if (timeout < Longest)
        {
            _since = time.GetTimestamp();
            var never = System.Threading.Timeout.InfiniteTimeSpan;
            var timer = time.CreateTimer(static w => ((WaitingRows)w!).Expire(), this, timeout.Value, never);
            Task.ContinueWith(static (_, t) => ((ITimer)t!).Dispose(), timer, TaskScheduler.Default);
        }
    }

    public TensorBatch Rows { get; }

    public CallerRows Caller { get; }

    public TimeSpan? Timeout { get; }

    /// <summary>Nobody waits for the answer any longer.</summary>
    public bool Over => Task.IsCompleted || _cancellation.IsCancellationRequested;

    /// <summary>What is left of <see cref="Timeout"/>, at least a millisecond; null: no limit.</summary>
    public TimeSpan? TimeLeft()
    {
        if (Timeout is not { } limit || limit >= Longest)
            return Timeout;
        var left = limit - _time.GetElapsedTime(_since);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    private void Expire() =>
        TrySetException(new PredictionException(
            PredictOutcome.DeadlineExceeded, string.Create(CultureInfo.InvariantCulture, $"No answer within {Timeout!.Value.TotalSeconds:0.###} s.")));
}
