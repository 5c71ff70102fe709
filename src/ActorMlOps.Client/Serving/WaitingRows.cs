using System.Diagnostics;
using System.Globalization;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>One caller's rows until they are answered, cancelled or out of time.</summary>
internal sealed class WaitingRows : TaskCompletionSource<Prediction>
{
    // Timers reach no further; nobody waits that long.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    private readonly TimeProvider _time;
    private readonly long _since;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer? _timer;

    /// <param name="alone">They share their call with nobody, who would have to wait while this caller goes on.</param>
    public WaitingRows(
        in CallerInputs inputs, in CallerRows caller, TimeSpan? timeout, TimeProvider time, CancellationToken cancellation, bool alone = false)
        : base(alone ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously)
    {
        (Inputs, Caller, Timeout, _time, _cancellation) = (inputs, caller, timeout, time, cancellation);
        if (cancellation.CanBeCanceled)
            _registration = cancellation.UnsafeRegister(static (w, token) => ((WaitingRows)w!).TrySetCanceled(token), this);
        if (timeout < Longest)
        {
            _since = time.GetTimestamp();
            _timer = time.CreateTimer(static w => ((WaitingRows)w!).Expire(), this, timeout.Value, System.Threading.Timeout.InfiniteTimeSpan);
        }
    }

    public CallerInputs Inputs { get; }

    public CallerRows Caller { get; }

    public TimeSpan? Timeout { get; }

    /// <summary>What the caller was doing; null if nobody traces it.</summary>
    public Activity? Activity { get; } = Activity.Current;

    /// <summary>Next in the queue. The queue's own.</summary>
    public WaitingRows? Next { get; set; }

    /// <summary>Nobody waits for the answer any longer.</summary>
    public bool Over => Task.IsCompleted || _cancellation.IsCancellationRequested;

    public void Answer(Prediction prediction)
    {
        Release();
        TrySetResult(prediction);
    }

    public void Fail(Exception error)
    {
        Release();
        TrySetException(error);
    }

    /// <summary>What is left of <see cref="Timeout"/>, at least a millisecond; null: no limit.</summary>
    public TimeSpan? TimeLeft()
    {
        if (Timeout is not { } limit || limit >= Longest)
            return Timeout;
        var left = limit - _time.GetElapsedTime(_since);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }

    private void Expire() =>
        Fail(new PredictionException(
            PredictOutcome.DeadlineExceeded, string.Create(CultureInfo.InvariantCulture, $"No answer within {Timeout!.Value.TotalSeconds:0.###} s.")));

    private void Release()
    {
        // Not disposed: that would wait for a cancellation that is just being told to the caller.
        _registration.Unregister();
        _timer?.Dispose();
    }
}
