using ActorMlOps.Monitoring;

namespace ActorMlOps.Client;

/// <summary>
/// Sends batches down a stream that may lose them, repeat them or be full: each is kept until its receiver says that it was taken, and is
/// sent again until then; the receiver takes them in order and each once. Safe for concurrent use; batches go one after the other.
/// </summary>
public sealed class BatchProducer : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestResend = TimeSpan.FromMinutes(1);

    private readonly string _stream;
    private readonly Func<StreamBatch, Task> _publish;
    private readonly Func<string, Task<StreamProgress>> _progress;
    private readonly ProducerOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<(long Sequence, ReadOnlyMemory<byte> Columns)> _inFlight = [];
    private readonly List<RefusedBatch> _refused = [];
    private TimeSpan _resendAfter;
    private long _sentAt;
    private long _last;
    private Exception? _lastError;
    private bool _closed;

    internal BatchProducer(
        string stream,
        Func<StreamBatch, Task> publish,
        Func<string, Task<StreamProgress>> progress,
        ProducerOptions options,
        TimeProvider time,
        long lastTaken = 0)
    {
        (_stream, _publish, _progress, _options, _time) = (stream, publish, progress, options, time);
        (_last, LastTaken, _resendAfter) = (lastTaken, lastTaken, options.ResendAfter);
        Name = options.Name ?? Guid.NewGuid().ToString("N");
        _timer = time.CreateTimer(_ => _ = LookAsync(), null, options.ResendAfter, options.ResendAfter);
    }

    public string Name { get; }

    /// <summary>All batches up to this sequence were taken: a producer that starts again need not send them.</summary>
    public long LastTaken { get; private set; }

    /// <summary>
    /// Sends a batch; waits while <see cref="ProducerOptions.MaxInFlight"/> are on their way. It is counted when <see cref="FlushAsync"/> returns.
    /// </summary>
    /// <param name="sequence">Null: the next one. Else above the last one; at or below <see cref="LastTaken"/> it was taken before, and is not sent.</param>
    /// <returns>The batch's sequence.</returns>
    /// <exception cref="TimeoutException">Nothing was taken for <see cref="ProducerOptions.Timeout"/>; if the batch is on its way it stays so.</exception>
    internal async Task<long> SendAsync(ReadOnlyMemory<byte> columns, long? sequence, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (sequence <= LastTaken && sequence > 0)
                return sequence.Value;
            if (sequence <= _last)
                throw new ArgumentException($"'sequence' must be above {_last}, the last one that was sent, not {sequence}.", nameof(sequence));
            await WaitAsync(_options.MaxInFlight - 1, cancellationToken);
            _last = sequence ?? _last + 1;
            _inFlight.Add((_last, columns));
            if (_inFlight.Count == 1)
                Sent();
            if (!await TryPublishAsync(_inFlight.Count - 1))
                await WaitAsync(_inFlight.Count - 1, cancellationToken);
            return _last;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits until all that was sent is counted, durably.</summary>
    /// <exception cref="BatchRefusedException">Some of it, since the last flush, can't be counted.</exception>
    /// <exception cref="TimeoutException">Nothing was taken for <see cref="ProducerOptions.Timeout"/>.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await WaitAsync(0, cancellationToken);
            if (_refused.Count == 0)
                return;
            RefusedBatch[] refused = [.. _refused];
            _refused.Clear();
            throw new BatchRefusedException(_stream, refused);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Flushes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed)
            return;
        try
        {
            await FlushAsync();
        }
        finally
        {
            _closed = true;
            await _timer.DisposeAsync();
        }
    }

    private async Task WaitAsync(int atMost, CancellationToken cancellationToken)
    {
        var progressed = _time.GetTimestamp();
        while (_inFlight.Count > atMost)
        {
            if (await AskAsync())
                progressed = _time.GetTimestamp();
            else if (_time.GetElapsedTime(progressed) >= _options.Timeout)
                throw new TimeoutException(
                    $"{_stream} has taken none of {_inFlight.Count} batches for {_options.Timeout.TotalSeconds:0.#} s: its receiver is behind or not there. " +
                    "They are kept; flush again, or send less.", _lastError);
            else
                await Task.Delay(Poll, _time, cancellationToken);
        }
    }

    /// <summary>What stays behind without anybody waiting is looked after as well.</summary>
    private async Task LookAsync()
    {
        if (!await _turn.WaitAsync(0))
            return;
        try
        {
            if (_inFlight.Count > 0)
                await AskAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whether more was taken; sends again what was not for too long.</summary>
    private async Task<bool> AskAsync()
    {
        try
        {
            var progress = await _progress(Name);
            var taken = _inFlight.RemoveAll(b => b.Sequence <= progress.Sequence);
            if (taken > 0)
            {
                _refused.AddRange(progress.Refused.Where(r => r.Sequence > LastTaken && r.Sequence <= progress.Sequence));
                LastTaken = progress.Sequence;
                _resendAfter = _options.ResendAfter;
                Sent();
                return true;
            }
        }
        catch (Exception e)
        {
            _lastError = e;
        }
        if (_time.GetElapsedTime(_sentAt) < _resendAfter)
            return false;
        _resendAfter = _resendAfter * 2 < LongestResend ? _resendAfter * 2 : LongestResend;
        Sent();
        for (var i = 0; i < _inFlight.Count && await TryPublishAsync(i); i++)
        {
        }
        return false;
    }

    private void Sent() => _sentAt = _time.GetTimestamp();

    /// <summary>A stream that is full refuses: the batch goes again when its turn comes.</summary>
    private async Task<bool> TryPublishAsync(int index)
    {
        try
        {
            // All before the oldest one was taken.
            await _publish(new(Name, _inFlight[index].Sequence, index == 0 ? 0 : _inFlight[index - 1].Sequence, _inFlight[index].Columns));
            return true;
        }
        catch (Exception e)
        {
            _lastError = e;
            return false;
        }
    }
}
