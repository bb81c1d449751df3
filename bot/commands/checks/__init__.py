"""What `bot doctor` looks at, a group a file: each check reads and changes nothing."""
