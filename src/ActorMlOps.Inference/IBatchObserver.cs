namespace ActorMlOps.Inference;

/// <summary>Sees every batch on the lane that ran it, after the run and while its rows are still in the cache.</summary>
public interface IBatchObserver
{
    /// <summary>Called once per run that answers requests. Lanes call at the same time, each with its own
    /// <see cref="BatchView.Lane"/>. What it throws is reported and never reaches a caller.</summary>
    void OnBatch(in BatchView batch);
}
