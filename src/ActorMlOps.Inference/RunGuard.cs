using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>Ends runs that take too long. One run at a time.</summary>
internal sealed class RunGuard : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeSpan? _limit;
    private readonly Timer? _timer;
    private bool _running;
    private bool _expired;

    /// <summary>Null: runs may take for ever.</summary>
    public RunGuard(TimeSpan? limit)
    {
        _limit = limit;
        // The native run blocks a real thread: only real time can end it.
        _timer = limit is null ? null : new Timer(static guard => ((RunGuard)guard!).Expire(), this, Timeout.Infinite, Timeout.Infinite);
    }

    /// <summary>To be given to the run.</summary>
    public RunOptions Options { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    public void Begin()
    {
        if (_timer is null)
            return;
        lock (_gate)
            _running = true;
        _timer.Change(_limit!.Value, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the run was ended by the guard.</summary>
    public bool End()
    {
        if (_timer is null)
            return false;
        _timer.Change(Timeout.Infinite, Timeout.Infinite);
        lock (_gate)
        {
            bool expired = _expired;
            (_running, _expired) = (false, false);
            if (expired)
                Options.Terminate = false;
            return expired;
        }
    }

    public RunExpiredException Expired(Exception cause) => new(_limit!.Value, cause);

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
            _running = false;
        Options.Dispose();
    }

    private void Expire()
    {
        lock (_gate)
        {
            // A late call of an earlier run's timer may shorten the next run's time, yet never outlives the guard.
            if (!_running)
                return;
            _expired = true;
            Options.Terminate = true;
        }
    }
}
