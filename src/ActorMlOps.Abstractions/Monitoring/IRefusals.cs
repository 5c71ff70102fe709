namespace ActorMlOps.Monitoring;

/// <summary>Counts what the API of this process refuses. Safe for concurrent callers; takes no lock.</summary>
public interface IRefusals
{
    /// <summary>Counts one; a request that is answered counts nothing.</summary>
    void Count(Refusal refusal);
}
