using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Serving;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Refuses inference over HTTP and gRPC while the process can't keep up, before a body is read: what is let in then still has its answer
/// in time. The measure is how long work waits for a thread: while requests come, a probe goes through the queue of the thread pool every
/// <see cref="Period"/>. A burst is let in: only when the waits have been too long for <see cref="Burst"/> does a standing queue stand there.
/// From then on, until <see cref="Calm"/> has passed without a refusal, waits must be much shorter and refuse at once: what is let in while
/// the queue is short would otherwise be the next burst. But so many requests as keep the processors busy are always let in: refusals alone
/// make a queue, too, where callers ask again without a pause.
/// </summary>
internal sealed class Admission : IThreadPoolWorkItem
{
    private const int BusyPerProcessor = 4;
    private const int ShorterInOverload = 5;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _clock;
    private readonly Action<IThreadPoolWorkItem> _queue;
    private readonly TimeSpan _limit;
    private readonly TimeSpan _forgotten;
    private readonly int _busy = BusyPerProcessor * Environment.ProcessorCount;
    private long _sentAt;
    private long _doneAt;
    private long _tooLongSince;
    private long _refusedAt;
    private int _inside;

    public Admission(IOptions<ApiOptions> options, TimeProvider clock)
        : this(TimeSpan.FromMilliseconds(options.Value.MaxQueueMilliseconds), clock, work => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false))
    {
    }

    /// <param name="limit">The longest wait of work for a thread.</param>
    /// <param name="queue">Puts work at the end of the thread pool's queue.</param>
    internal Admission(TimeSpan limit, TimeProvider clock, Action<IThreadPoolWorkItem> queue)
    {
        (_limit, _clock, _queue) = (limit, clock, queue);
        // Without requests there are no probes: what was seen before says nothing any more.
        _forgotten = limit * 20;
        _doneAt = clock.GetTimestamp();
        _refusedAt = _doneAt - (long)(Calm.TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>What a refused request is told. Whoever can answer with it does not throw it: refusals have to be cheap.</summary>
    public PredictionException Refusal =>
        new(PredictOutcome.Overloaded, $"Work waits longer than {_limit.TotalMilliseconds:0} ms for a processor. Try again later.");

    /// <summary>True: the request is let in and has to <see cref="Leave"/> when it is answered. False: refuse.</summary>
    public bool TryEnter()
    {
        if (Refuses(_clock.GetTimestamp()) && Volatile.Read(ref _inside) >= _busy)
            return false;
        Interlocked.Increment(ref _inside);
        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);

    public void Execute()
    {
        var (now, sentAt) = (_clock.GetTimestamp(), Volatile.Read(ref _sentAt));
        if (!TooLong(sentAt, now))
            Volatile.Write(ref _tooLongSince, 0);
        else if (Volatile.Read(ref _tooLongSince) == 0)
            Volatile.Write(ref _tooLongSince, sentAt);
        Volatile.Write(ref _doneAt, now);
        Volatile.Write(ref _sentAt, 0);
    }

    private bool Refuses(long now)
    {
        // Zero: no probe is under way.
        var sentAt = Volatile.Read(ref _sentAt);
        var since = _clock.GetElapsedTime(Volatile.Read(ref _doneAt), now);
        if (sentAt == 0 && since >= Period && Interlocked.CompareExchange(ref _sentAt, now, 0) == 0)
            _queue(this);
        // Zero: the last probe did not wait too long.
        var tooLongSince = since < _forgotten ? Volatile.Read(ref _tooLongSince) : 0;
        if (tooLongSince == 0 && sentAt != 0 && TooLong(sentAt, now))
            tooLongSince = sentAt;
        if (tooLongSince == 0 || (!InOverload(now) && _clock.GetElapsedTime(tooLongSince, now) < Burst))
            return false;
        Volatile.Write(ref _refusedAt, now);
        return true;
    }

    private bool TooLong(long sentAt, long now) =>
        _clock.GetElapsedTime(sentAt, now) > (InOverload(now) ? _limit / ShorterInOverload : _limit);

    private bool InOverload(long now) => _clock.GetElapsedTime(Volatile.Read(ref _refusedAt), now) < Calm;
}
