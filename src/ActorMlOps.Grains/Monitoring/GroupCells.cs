namespace ActorMlOps.Grains.Monitoring;

/// <summary>Cells of the table of predictions by segment, code of its value, and whether the row was predicted positive.</summary>
internal static class GroupCells
{
    private const int PerSegment = 512;

    public static int Size(int segments) => segments * PerSegment;

    public static int Of(int segment, int code, bool positive) => (segment * PerSegment) + (code * 2) + (positive ? 1 : 0);
}
