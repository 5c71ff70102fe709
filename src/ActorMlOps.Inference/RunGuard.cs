using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>Ends runs that take too long. One run at a time.</summary>
internal sealed class RunGuard : IDisposable
{
    // The native run blocks a real thread: only real time can end it.
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly Lock _gate = new();
    private readonly TimeSpan _limit;
    private readonly ITimer? _timer;
    private long _began;
    private bool _running;
    private bool _expired;

    /// <summary>Null: runs may take for ever.</summary>
    public RunGuard(TimeSpan? limit)
    {
        if (limit is null)
            return;
        _limit = limit.Value;
        _timer = Time.CreateTimer(static guard => ((RunGuard)guard!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>To be given to the run.</summary>
    public RunOptions Options { get; } = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    public void Begin()
    {
        if (_timer is null)
            return;
        lock (_gate)
        {
            _running = true;
            _began = Time.GetTimestamp();
            _timer.Change(_limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Whether the run was ended by the guard.</summary>
    public bool End()
    {
        if (_timer is null)
            return false;
        lock (_gate)
        {
            bool expired = _expired;
            (_running, _expired) = (false, false);
            if (expired)
                Options.Terminate = false;
            else
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return expired;
        }
    }

    public RunExpiredException Expired(Exception cause) => new(_limit, cause);

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
            if (!_running)
                return;
            var left = _limit - Time.GetElapsedTime(_began);
            if (left > TimeSpan.Zero)
            {
                // Meant for an earlier run, or early by the timer's grain.
                _timer!.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }
            _expired = true;
            Options.Terminate = true;
        }
    }
}
