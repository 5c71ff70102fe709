namespace ActorMlOps.Registry;

[GenerateSerializer, Alias("actormlops.MonitoringOutcome")]
public enum MonitoringOutcome : byte
{
    Changed = 0,

    /// <summary>It is so already.</summary>
    Same = 1,
    UnknownVersion = 2,

    /// <summary>The settings or the reference are no good; the errors say what and why.</summary>
    Invalid = 3,

    /// <summary>Somebody changed the version meanwhile: its revision is not the expected one.</summary>
    OtherRevision = 4,
}
