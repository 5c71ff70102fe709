using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Serving;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Refuses inference over HTTP and gRPC while the process can't keep up, before a body is read: what is let in then still has its answer
/// in time. The measure is how long work waits for a thread: while requests come, a probe goes through the queue of the thread pool every
/// <see cref="Period"/>. A burst is let in: only when the waits have been too long for <see cref="Burst"/> does a standing queue stand there.
/// And long waits count only with a long queue: a process that was merely not scheduled for a while has no backlog.
/// </summary>
internal sealed class Admission : IThreadPoolWorkItem
{
    private const int BacklogPerProcessor = 16;
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _clock;
    private readonly IThreadQueue _queue;
    private readonly TimeSpan _limit;
    private readonly TimeSpan _forgotten;
    private long _sentAt;
    private long _doneAt;
    private long _tooLongSince;

    public Admission(IOptions<ApiOptions> options, TimeProvider clock)
        : this(TimeSpan.FromMilliseconds(options.Value.MaxQueueMilliseconds), clock, new PoolQueue())
    {
    }

    /// <param name="limit">The longest wait of work for a thread.</param>
    internal Admission(TimeSpan limit, TimeProvider clock, IThreadQueue queue)
    {
        (_limit, _clock, _queue) = (limit, clock, queue);
        // Without requests there are no probes: what was seen before says nothing any more.
        _forgotten = limit * 20;
        _doneAt = clock.GetTimestamp();
    }

    internal interface IThreadQueue
    {
        /// <summary>Work that waits for a thread.</summary>
        long Length { get; }

        void Add(IThreadPoolWorkItem work);
    }

    /// <exception cref="PredictionException">Overloaded.</exception>
    public void Demand()
    {
        if (!TryEnter())
        {
            throw new PredictionException(
                PredictOutcome.Overloaded, $"Work waits longer than {_limit.TotalMilliseconds:0} ms for a processor. Try again later.");
        }
    }

    /// <summary>False: refuse.</summary>
    public bool TryEnter()
    {
        var now = _clock.GetTimestamp();
        // Zero: no probe is under way.
        var sentAt = Volatile.Read(ref _sentAt);
        var since = _clock.GetElapsedTime(Volatile.Read(ref _doneAt), now);
        if (sentAt == 0 && since >= Period && Interlocked.CompareExchange(ref _sentAt, now, 0) == 0)
            _queue.Add(this);
        // Zero: the last probe did not wait too long.
        var tooLongSince = since < _forgotten ? Volatile.Read(ref _tooLongSince) : 0;
        if (tooLongSince == 0 && sentAt != 0 && _clock.GetElapsedTime(sentAt, now) > _limit)
            tooLongSince = sentAt;
        return tooLongSince == 0
            || _clock.GetElapsedTime(tooLongSince, now) < Burst
            || _queue.Length < BacklogPerProcessor * Environment.ProcessorCount;
    }

    public void Execute()
    {
        var (now, sentAt) = (_clock.GetTimestamp(), Volatile.Read(ref _sentAt));
        if (_clock.GetElapsedTime(sentAt, now) <= _limit)
            Volatile.Write(ref _tooLongSince, 0);
        else if (Volatile.Read(ref _tooLongSince) == 0)
            Volatile.Write(ref _tooLongSince, sentAt);
        Volatile.Write(ref _doneAt, now);
        Volatile.Write(ref _sentAt, 0);
    }

    private sealed class PoolQueue : IThreadQueue
    {
        public long Length => ThreadPool.PendingWorkItemCount;

        public void Add(IThreadPoolWorkItem work) => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }
}
