namespace ActorMlOps.LoadTests.Drivers;

/// <summary>What the requests of one loop came to. Latencies are those of the accepted ones.</summary>
internal sealed class LoopResult
{
    private long _accepted;
    private long _refused;
    private long _failed;

    /// <summary>From the moment when the request was due (open loop) or sent (closed loop).</summary>
    public Latencies Latencies { get; } = new();

    /// <summary>Of those that were refused, likewise.</summary>
    public Latencies Refusals { get; } = new();

    /// <summary>From the moment when the request was sent. In an open loop the difference is the wait for a free connection.</summary>
    public Latencies SinceSent { get; } = new();

    public TimeSpan Elapsed { get; set; }

    public long Accepted => _accepted;

    public long Refused => _refused;

    public long Failed => _failed;

    public void Add(Answer answer, TimeSpan sinceDue, TimeSpan sinceSent)
    {
        switch (answer)
        {
            case Answer.Accepted:
                Interlocked.Increment(ref _accepted);
                Latencies.Add(sinceDue);
                SinceSent.Add(sinceSent);
                break;
            case Answer.Refused:
                Interlocked.Increment(ref _refused);
                Refusals.Add(sinceSent);
                break;
            default:
                Interlocked.Increment(ref _failed);
                break;
        }
    }
}
