namespace ActorMlOps.Inference;

/// <summary>One consumer of the batcher's queue: it is on at most one thread at a time, and on none while there is nothing to do.</summary>
internal sealed class Lane(int index, MicroBatcher batcher, OnnxEngine engine, MicroBatcherSettings settings) : IThreadPoolWorkItem
{
    // A thread pool thread held longer delays everything else in the process. Held much shorter, a lane would fall behind those that fill its
    // queue where many do: each of its turns waits behind all of theirs.
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(5);

    private readonly BatchRunner _runner = new(index, engine, settings);
    private readonly List<PendingRequest> _batch = [];
    private readonly Queue<LaneCommand> _commands = new();
    private volatile bool _slow;
    private long _rows;
    private long _busyTicks;

    /// <summary>What it has done; may be asked for from any thread.</summary>
    public LaneWork Work => new(Volatile.Read(ref _rows), new TimeSpan(Volatile.Read(ref _busyTicks)));

    /// <summary>Whether it runs or is about to. Guarded by the batcher's lock.</summary>
    public bool Active { get; set; }

    /// <summary>Guarded by the batcher's lock.</summary>
    public Queue<LaneCommand> Commands => _commands;

    /// <summary>The large request that it runs slice by slice; null = none. Its own.</summary>
    public SlicedRequest? Large { get; set; }

    /// <summary>Whether the next turn belongs to a large request, if there is one. Its own.</summary>
    public bool LargeNext { get; set; }

    /// <summary>Whether it waits for a thread, active. Guarded by the batcher's lock.</summary>
    public bool Parked { get; set; }

    /// <summary>Whether the pool was asked for a thread and has not come yet. Guarded by the batcher's lock.</summary>
    public bool AskedFor { get; set; }

    /// <summary>Puts the lane, active and on no thread, on one.</summary>
    public void Start()
    {
        if (_slow)
            new Thread(Drain) { IsBackground = true, Name = "inference lane" }.Start();
        else if (batcher.Park(this))
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Takes a step on this thread, which is not the lane's, and then those that came meanwhile, for as long as a caller may be
    /// held; the rest, if there is more, on a thread of the pool.</summary>
    public void RunHere()
    {
        long started = settings.Time.GetTimestamp();
        while (Step())
        {
            if (batcher.TryRest(this))
                return;
            if (settings.Time.GetElapsedTime(started) > MicroBatcher.Short)
            {
                Start();
                return;
            }
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (!batcher.Unpark(this))
            return;
        long started = settings.Time.GetTimestamp();
        do
        {
            if (!Step())
                return;
        }
        while (settings.Time.GetElapsedTime(started) < Slow);
        Start();
    }

    private void Drain()
    {
        while (Step())
        {
        }
    }

    // False: nothing to do, the lane is inactive.
    private bool Step()
    {
        if (!batcher.Next(this, _batch, out var command))
            return false;
        if (command is not null)
        {
            command.Run();
            return true;
        }
        var (rows, elapsed) = _batch.Count > 0 ? _runner.Run(_batch) : _runner.Run(Large!);
        if (Large is { Ended: true })
            Large = null;
        // Only this thread writes them.
        Volatile.Write(ref _rows, _rows + rows);
        Volatile.Write(ref _busyTicks, _busyTicks + elapsed.Ticks);
        _slow = batcher.Learn(rows, elapsed) > Slow;
        return true;
    }
}
