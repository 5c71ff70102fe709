namespace ActorMlOps.Monitoring;

/// <summary>Measures a store that lies on the silo's own disk; given by who knows it. Its files are looked at every ten seconds.</summary>
public interface IStoreMeter
{
    /// <exception cref="IOException">It can't be looked at now.</exception>
    StoreUse Measure();
}
